/** Django's token. The cookie comes first: a log-in in another tab changes it, and what the page was given is then stale. */
export function csrfToken(given = ''): string {
  const cookie = /(?:^|;\s*)malmoi_csrf=([^;]+)/.exec(document.cookie)?.[1]
  return cookie ?? given
}

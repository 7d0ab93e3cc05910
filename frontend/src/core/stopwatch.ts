/** Seconds a task was in sight: it stands still while the page is hidden or another task is shown. */
export class Stopwatch {
  private since: number | null = null
  /** `now` gives milliseconds and never goes back. */
  constructor(private readonly now: () => number, private total = 0) {}
  get seconds(): number { return Math.round((this.total + (this.since === null ? 0 : (this.now() - this.since) / 1000)) * 10) / 10 }
  start(): void { this.since ??= this.now() }
  stop(): void { this.total = this.seconds; this.since = null }
}

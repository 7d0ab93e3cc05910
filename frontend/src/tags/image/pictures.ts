/** Pictures, fetched and decoded before they are shown. The few last ones are kept with their pixels, so that a next task is painted at once. */
export interface Picture { readonly url: string; readonly img: HTMLImageElement; state: 'loading' | 'ready' | 'failed'; readonly done: Promise<void> }
const KEPT = 8
const kept = new Map<string, Picture>()

function fetched(url: string): Picture {
  const img = new Image()
  img.draggable = false
  img.decoding = 'sync' // it is decoded already, or waited for
  img.src = url
  const picture: Picture = { url, img, state: 'loading', done: img.decode().catch(async () => {
    // Some pictures that are shown well cannot be decoded ahead (an SVG, one that is very large).
    if (!img.complete) await new Promise(settle => { img.onload = img.onerror = settle })
    if (!img.naturalWidth && !/\.svg(?:$|[?#])|^data:image\/svg/i.test(url)) throw new Error(url)
  }).then(() => { picture.state = 'ready' }, () => { picture.state = 'failed' }) }
  return picture
}
/** The picture at this address. One that another element shows is not taken from it. */
export function picture(url: string): Picture {
  const known = kept.get(url), found = known && !known.img.isConnected && known.state !== 'failed' ? known : fetched(url)
  kept.delete(url)
  kept.set(url, found)
  for (const [old, p] of kept) if (kept.size > KEPT && !p.img.isConnected) kept.delete(old)
  return found
}
/** As it is shown: turned as its EXIF says. A picture without a size of its own (an SVG) is a square. */
export const sizeOf = ({ img }: Picture): { readonly width: number; readonly height: number } => ({ width: img.naturalWidth || 1000, height: img.naturalHeight || img.naturalWidth || 1000 })
/** Begins to fetch and decode what is not there yet. */
export function prefetch(url: string): void { if (!kept.has(url)) picture(url) }

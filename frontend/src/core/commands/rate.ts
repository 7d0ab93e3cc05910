/** So many stars; the same once more takes them back. */
import type { RatingControl } from '../controls'
import type { Answer } from '../types'

export const rate = (now: Answer | undefined, control: RatingControl, stars: number): Answer =>
  ({ kind: 'rating', stars: now?.kind === 'rating' && now.stars === stars ? 0 : Math.min(stars, control.stars) })

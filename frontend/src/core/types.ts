/** What comes over the wire, and what an answer is while it is made. */

/** A node of the label config, parsed once on the server. */
export interface TagNode { readonly tag: string; readonly attrs: Readonly<Record<string, string>>; readonly children: readonly TagNode[]; readonly text?: string }

export type Json = Readonly<Record<string, unknown>>
/** One entry of Label Studio's result JSON. Keys this page does not know are carried along untouched. */
export interface Result { readonly from_name: string; readonly to_name: string; readonly type: string; readonly value: Json; readonly [key: string]: unknown }

export interface Task { readonly id: number; readonly data: Json }
/** `guideline_version` is the number of the version it is worked on under; in `practice` the answer is told after a submit. */
export interface Assignment { readonly id: number; readonly expires_at: string; readonly draft: readonly Result[] | null; readonly seconds: number | null; readonly guideline_version?: number | null; readonly practice?: boolean }
export interface Suggestion { readonly result: readonly Result[]; readonly score: number | null; readonly model_version: string }
export interface Claim { readonly assignment: Assignment; readonly task: Task; readonly suggestion: Suggestion | null }
/** `url`: the page where one gets past it. */
export interface Reason { readonly code: string; readonly message: string; readonly url?: string }
/** What is right, and why: told after a submit in practice. */
export interface Feedback { readonly right: boolean; readonly result: readonly Result[]; readonly label: string | null; readonly why: string; readonly section: { readonly title: string; readonly anchor: string } | null }
export interface Progress { readonly done: number; readonly today: number; readonly open: number; readonly waiting: boolean }
/** Why the server said no: `{code, message, fields}` with the HTTP status. */
export interface Refusal extends Reason { readonly status: number; readonly fields: Json }

/** From the root of a tree of choices down. */
export type Path = readonly string[]
/** What a control holds, about the whole task or about one region. */
export type Answer =
  | { readonly kind: 'choices'; readonly values: readonly (string | Path)[] }
  | { readonly kind: 'taxonomy'; readonly paths: readonly Path[] }
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'rating'; readonly stars: number }
  | { readonly kind: 'number'; readonly number: number | null }
  | { readonly kind: 'datetime'; readonly datetime: string | number }
  | { readonly kind: 'pairwise'; readonly selected: 'left' | 'right' | null }
  | { readonly kind: 'ranker'; readonly ranker: Readonly<Record<string, readonly (string | number)[]>> }
  /** On a region only; a bare shape (Rectangle …) has none. */
  | { readonly kind: 'labels'; readonly labels: readonly string[] }
export type Kind = Answer['kind']

/**
 * A place in one of the objects, with what is said of it. `value` is the geometry as Label Studio writes it (`start`, `end`; `x`, `y`,
 * `width` …) without the answers. The first of `answers` is of the control that made it. `beside` are the keys that stand beside `value`
 * in its results (original_width, origin, score …), `own` those of single results that have others.
 */
export interface Region {
  readonly id: string
  readonly to: string
  readonly value: Json
  readonly answers: Readonly<Record<string, Answer>>
  readonly beside: Json
  readonly own?: Readonly<Record<string, Json>>
}
export type Direction = 'right' | 'left' | 'bi'
export interface Relation { readonly from_id: string; readonly to_id: string; readonly type: 'relation'; readonly direction: Direction; readonly labels?: readonly string[]; readonly [key: string]: unknown }

/** What a person made of something that a model suggested. */
export type Fate = 'accepted' | 'changed' | 'rejected' | 'left'

export interface State {
  readonly answers: Readonly<Record<string, Answer>>
  /** Keys beside `value` of the answers about the whole task, by control (id, origin, score …). */
  readonly beside: Readonly<Record<string, Json>>
  /** In the order they were made. */
  readonly regions: readonly Region[]
  readonly relations: readonly Relation[]
  /** Results that nothing on this page owns (another client made them): kept, and sent back as they came. */
  readonly rest: readonly Result[]
  /** Suggestions that were decided on, by their id: a region's, or the name of the control. */
  readonly fates: Readonly<Record<string, 'accepted' | 'rejected'>>
}
export const emptyState: State = { answers: {}, beside: {}, regions: [], relations: [], rest: [], fates: {} }

/** A place that was chosen and waits for its label. `by`: the controls that may make a region of it. */
export interface Pending { readonly to: string; readonly value: Json; readonly beside?: Json; readonly by: readonly string[] }
/** What one is at. Not part of the answer: it is neither undone nor sent. */
export interface Focus {
  readonly active: string | null
  readonly pending: Pending | null
  /** The label that the next place gets, and whose tool draws. */
  readonly armed: { readonly control: string; readonly label: string | null } | null
  /** The region that a relation is being drawn from. */
  readonly linking: string | null
}
export const noFocus: Focus = { active: null, pending: null, armed: null, linking: null }

/** One step of the answer. Steps with the same `joins` in a row are one step back (typing, dragging). */
export interface Change { readonly before: State; readonly after: State; readonly origin: 'person' | 'model' | 'history'; readonly joins?: string }

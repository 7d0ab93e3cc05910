/** What comes over the wire, and what an answer is while it is made. */

/** A node of the label config, parsed once on the server. */
export interface TagNode { readonly tag: string; readonly attrs: Readonly<Record<string, string>>; readonly children: readonly TagNode[] }

/** One entry of Label Studio's result JSON. Keys this page does not know are carried along untouched. */
export interface Result { readonly from_name: string; readonly to_name: string; readonly type: string; readonly value: Readonly<Record<string, unknown>>; readonly [key: string]: unknown }

export interface Task { readonly id: number; readonly data: Readonly<Record<string, unknown>> }
export interface Assignment { readonly id: number; readonly expires_at: string; readonly draft: readonly Result[] | null; readonly seconds: number | null }
export interface Suggestion { readonly result: readonly Result[]; readonly score: number | null; readonly model_version: string }
export interface Claim { readonly assignment: Assignment; readonly task: Task; readonly suggestion: Suggestion | null }
export interface Reason { readonly code: string; readonly message: string }
export interface Progress { readonly done: number; readonly today: number; readonly open: number; readonly waiting: boolean }
/** Why the server said no: `{code, message, fields}` with the HTTP status. */
export interface Refusal extends Reason { readonly status: number; readonly fields: Readonly<Record<string, unknown>> }

/** What a control holds: the values of its results, by the name of the control. */
export type Answer =
  | { readonly kind: 'choices'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly texts: readonly string[] }
  | { readonly kind: 'rating'; readonly stars: number }

/** `rest` are results that no control of this page owns (another client made them): kept, and sent back as they came. */
export interface State { readonly answers: Readonly<Record<string, Answer>>; readonly rest: readonly Result[] }
export const emptyState: State = { answers: {}, rest: [] }

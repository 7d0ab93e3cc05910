/** What the server puts into the page (json_script, id "boot"). */
import type { TagNode } from '../../core/types'

export interface Preferences { readonly single_keys?: boolean; readonly keys?: Readonly<Record<string, readonly string[]>>; readonly snap?: string }
/** What is new to the person since the version they annotated under last. */
export interface Changes { readonly from: number; readonly versions: readonly { readonly number: number; readonly change_note: string }[]; readonly labels: readonly string[]; readonly url: string }
export interface Boot {
  readonly project: { readonly id: number; readonly title: string }
  readonly user: { readonly id: number; readonly email?: string; readonly name?: string }
  readonly schema: TagNode
  /** `html` is rendered and made safe by the server. */
  readonly guideline: { readonly title: string; readonly version: number | string; readonly html: string; readonly changes?: Changes | null } | null
  /** Label → the id of its place in the guideline. */
  readonly anchors?: Readonly<Record<string, string>>
  /** Label → texts that an adjudicator decided so. */
  readonly examples?: Readonly<Record<string, readonly string[]>>
  readonly preferences?: Preferences
  readonly urls?: { readonly api?: string; readonly project?: string; readonly login?: string; readonly guideline?: string; readonly keys?: string; readonly grid?: string }
  readonly csrf?: string
}

/** What the server puts into the page (json_script, id "boot"). */
import type { TagNode } from '../../core/types'

export interface Boot {
  readonly project: { readonly id: number; readonly title: string }
  readonly user: { readonly id: number; readonly email?: string; readonly name?: string }
  readonly schema: TagNode
  /** `html` is rendered and made safe by the server. */
  readonly guideline: { readonly title: string; readonly version: number | string; readonly html: string } | null
  readonly urls?: { readonly api?: string; readonly project?: string; readonly login?: string; readonly guideline?: string }
  readonly csrf?: string
}

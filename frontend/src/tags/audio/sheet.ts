/** The look of what lies within wavesurfer's shadow root. A sheet made by script is no inline style, which the page's policy refuses. */
const OURS = `
:host { display: block; }
.scroll { scrollbar-width: thin; scrollbar-color: var(--line-strong) transparent; outline: none; }
.wrapper { cursor: text; touch-action: pan-y; padding-bottom: calc(1.5rem + var(--lanes, 0) * 1.75rem + 0.25rem); }
.cursor { z-index: 7 !important; }
.layer { position: absolute; inset: 0; z-index: 5; pointer-events: none; font: 0.8125rem/1 var(--font); color: var(--text); }
.tick { position: absolute; top: var(--wave); height: 1.5rem; padding: 0.4rem 0 0 0.3rem; box-sizing: border-box; border-left: 1px solid var(--line-strong); color: var(--muted); font-size: 0.75rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.place { position: absolute; top: 0; bottom: 0; min-width: 2px; container-type: inline-size; }
.shade { position: absolute; left: 0; right: 0; top: 0; height: var(--wave); background: color-mix(in oklab, var(--hue) 14%, transparent); border-inline: 1px solid var(--hue); box-sizing: border-box; }
.strip { position: absolute; left: 0; top: calc(var(--wave) + 1.5rem + var(--lane) * 1.75rem); height: 1.5rem; min-width: 100%; max-width: max(100%, 12rem); box-sizing: border-box; display: flex; align-items: center; gap: 0.35rem; padding: 0 0.35rem; overflow: clip; white-space: nowrap; pointer-events: auto; cursor: grab; touch-action: none; border: 1px solid var(--hue); border-left-width: 4px; border-radius: 4px; background: color-mix(in oklab, var(--hue) 14%, var(--surface)); color: color-mix(in oklab, var(--hue) 55%, var(--text)); font-weight: 550; }
.place:not(.active) .strip { width: 100%; min-width: 24px; max-width: none; }
.strip .name { position: sticky; left: 0.5rem; flex: 0 1 auto; min-width: 1ch; overflow: hidden; text-overflow: ellipsis; }
.strip .sign { flex: 0 9 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; font-weight: 400; font-size: 0.75rem; color: var(--muted); }
.edge { position: absolute; top: 0; height: var(--wave); width: 24px; pointer-events: auto; cursor: ew-resize; touch-action: none; }
.edge.start { left: -12px; }
.edge.end { right: -12px; }
.edge::after { content: ""; position: absolute; top: 0; bottom: 0; left: 10px; width: 4px; border-radius: 2px; background: var(--hue); }
.active { z-index: 2; }
.active .shade { background: color-mix(in oklab, var(--hue) 24%, transparent); border: 2px solid var(--hue); }
.active .strip { background: var(--hue); color: var(--surface); z-index: 2; border-color: var(--hue); }
.active .strip .sign { color: inherit; }
.ghost .shade { background: repeating-linear-gradient(135deg, color-mix(in oklab, var(--hue) 16%, transparent) 0 3px, transparent 3px 9px); border: 1px dashed var(--hue); }
.ghost .strip { border-style: dashed; background: var(--surface); color: color-mix(in oklab, var(--hue) 55%, var(--text)); }
.ghost.active .shade { border-width: 2px; }
.ghost.active .strip { border-width: 2px 2px 2px 4px; }
.pending .shade { border: 2px dashed var(--hue); background: color-mix(in oklab, var(--hue) 14%, transparent); }
.open .shade { border-right-style: dotted; }
/* Where many lie close together the wave must still be seen. */
@container (max-width: 8px) { .place:not(.active) .shade { border: 0; } }
@media (forced-colors: active) { .strip, .shade { border-color: CanvasText; } .active .strip { outline: 3px solid Highlight; } }
`
const sheetOf = (css: string): CSSStyleSheet => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); return sheet }
let ours: CSSStyleSheet | undefined

/** Before the root comes into the document: an inline <style> is refused only there. */
export function adopt(root: ShadowRoot): void {
  const theirs = [...root.querySelectorAll('style')].map(style => { style.remove(); return sheetOf(style.textContent) })
  root.adoptedStyleSheets = [...theirs, (ours ??= sheetOf(OURS))]
}

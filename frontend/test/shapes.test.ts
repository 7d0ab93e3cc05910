import { describe, expect, it } from 'vitest'
import { area, between, bounds, center, figureOf, grips, grow, holds, insertPoint, move, pulled, valueOf, withoutPoint, withTurn, type Figure, type Polygon } from '../src/core/image/figures'
import { aimed } from '../src/core/image/plane'
import { around, fit, pan, reveal, toPicture, toScreen, zoom } from '../src/core/image/view'

const size = { width: 640, height: 480 }
function dice(seed: number): (n: number) => number {
  let s = seed
  return n => { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; return Math.floor((s / 2 ** 32) * n) }
}
function random(seed: number): Figure {
  const roll = dice(seed), x = roll(500), y = roll(400), width = 1 + roll(100), height = 1 + roll(70), turn = roll(2) ? 0 : roll(360)
  switch (roll(4)) {
    case 0: return { is: 'rectangle', x, y, width, height, turn }
    case 1: return { is: 'ellipse', x: x + 60, y: y + 40, rx: 1 + roll(50), ry: 1 + roll(30), turn }
    case 2: return { is: 'polygon', points: Array.from({ length: 3 + roll(5) }, () => ({ x: roll(640), y: roll(480) })), closed: true }
    default: return { is: 'keypoint', x, y, width: roll(9) }
  }
}
const each = (check: (f: Figure, roll: (n: number) => number) => void): void => { for (let seed = 1; seed < 300; seed++) check(random(seed), dice(seed * 7)) }
const near = (a: { x: number; y: number }, b: { x: number; y: number }): void => { expect(a.x).toBeCloseTo(b.x, 6); expect(a.y).toBeCloseTo(b.y, 6) }

describe('figures', () => {
  it('come out of per cent as they went in', () => each(f => {
    const value = valueOf(f, size)
    expect(valueOf(figureOf(value, size)!, size)).toEqual(value)
  }))
  it('are written as Label Studio writes them', () => {
    expect(valueOf(between('rectangle', { x: 320, y: 240 }, { x: 64, y: 48 }), size)).toEqual({ x: 10, y: 10, width: 40, height: 40, rotation: 0 })
    expect(valueOf(between('ellipse', { x: 64, y: 48 }, { x: 320, y: 240 }), size)).toEqual({ x: 30, y: 30, radiusX: 20, radiusY: 20, rotation: 0 })
    expect(valueOf({ is: 'polygon', points: [{ x: 64, y: 48 }], closed: true }, size)).toEqual({ points: [[10, 10]], closed: true })
    expect(valueOf({ is: 'keypoint', x: 64, y: 48, width: 6.4 }, size)).toEqual({ x: 10, y: 10, width: 1 })
  })
  it('keep what a value held besides, and add nothing it did not hold', () => {
    const old = { points: [[1, 1], [2, 2], [3, 1]], note: 'x' }
    expect(valueOf(figureOf(old, size)!, size, old)).toEqual(old)
    const box = { x: 1, y: 2, width: 3, height: 4 }
    expect(valueOf(figureOf(box, size)!, size, box)).toEqual(box)
  })
  it('are refused where the value is not one', () => {
    expect(figureOf({ x: '1', y: 2, width: 3, height: 4 }, size)).toBeNull()
    expect(figureOf({ points: [[1, 2], [3]] }, size)).toBeNull()
    expect(figureOf({ format: 'rle', rle: [] }, size)).toBeNull()
  })
  it('move by what was asked, and never further out of the picture', () => each((f, roll) => {
    const dx = roll(1400) - 700, dy = roll(1000) - 500, before = bounds(f), after = bounds(move(f, dx, dy, size))
    expect(after.width).toBeCloseTo(before.width, 6)
    expect(after.x).toBeGreaterThanOrEqual(Math.min(0, before.x) - 1e-9)
    expect(after.y + after.height).toBeLessThanOrEqual(Math.max(size.height, before.y + before.height) + 1e-9)
    if (before.x + dx >= 0 && before.x + before.width + dx <= size.width) expect(after.x).toBeCloseTo(before.x + dx, 6)
  }))
  it('have their grips on themselves, and one pulled to where it is changes nothing', () => each(f => {
    for (const { handle, x, y } of grips(f, 20)) {
      if (handle.is === 'turn' || handle.is === 'between') continue
      if (f.is !== 'ellipse' || (handle.is === 'edge' && !handle.u !== !handle.v)) expect(holds(f, { x, y }, 1e-6)).toBe(true)
      const same = pulled(f, handle, { x, y }, { width: 1e6, height: 1e6 })
      const b = bounds(f)
      if (b.x >= 0 && b.y >= 0) { near(bounds(same), b); near(center(same), center(f)) }
    }
  }))
  it('grow to the right and down, their upper left corner fixed', () => each((f, roll) => {
    if (f.is !== 'rectangle' && f.is !== 'ellipse') return
    const grown = grow(f, roll(40) - 20, roll(40) - 20, size), [corner] = grips(grown, 0).filter(g => g.handle.is === 'edge'), [was] = grips(f, 0).filter(g => g.handle.is === 'edge')
    near(corner!, was!)
  }))
  it('stop growing at the edge of the picture and never vanish', () => {
    const box = between('rectangle', { x: 600, y: 10 }, { x: 630, y: 20 })
    expect(bounds(grow(box, 100, 0, size))).toMatchObject({ x: 600, width: 40 })
    expect(bounds(grow(box, -100, -100, size))).toMatchObject({ width: 1, height: 1 })
  })
  it('turn about their middle', () => each((f, roll) => { near(center(withTurn(f, roll(720) - 360)), center(f)) }))
  it('turn under the hand that pulls the grip', () => {
    const box = between('rectangle', { x: 100, y: 100 }, { x: 200, y: 150 }), turned = pulled(box, { is: 'turn' }, { x: 400, y: 125 }, size)
    expect(turned).toMatchObject({ turn: 90 })
    expect(bounds(turned).width).toBeCloseTo(50, 6)
    expect(pulled(box, { is: 'turn' }, { x: 400, y: 120 }, size, true)).toMatchObject({ turn: 90 })
  })
  it('flip over when an edge is pulled past the other', () => {
    const box = between('rectangle', { x: 100, y: 100 }, { x: 200, y: 150 })
    expect(bounds(pulled(box, { is: 'edge', u: 1, v: 0 }, { x: 60, y: 0 }, size))).toEqual(expect.objectContaining({ x: 60, width: 40, y: 100, height: 50 }))
  })
  it('hold the points inside them, turned ones too', () => {
    const box = withTurn(between('rectangle', { x: 100, y: 100 }, { x: 300, y: 120 }), 90)
    expect(holds(box, { x: 200, y: 30 }, 0)).toBe(true)
    expect(holds(box, { x: 110, y: 110 }, 0)).toBe(false)
    const ellipse = between('ellipse', { x: 0, y: 0 }, { x: 100, y: 40 })
    expect(holds(ellipse, { x: 50, y: 39 }, 0)).toBe(true)
    expect(holds(ellipse, { x: 5, y: 5 }, 0)).toBe(false)
    expect(holds({ is: 'keypoint', x: 5, y: 5, width: 0 }, { x: 8, y: 5 }, 4)).toBe(true)
  })
})

describe('polygons', () => {
  const triangle: Polygon = { is: 'polygon', points: [{ x: 0, y: 0 }, { x: 40, y: 0 }, { x: 0, y: 30 }], closed: true }
  it('take a point on an edge, and give it back', () => {
    const four = insertPoint(triangle, 1)
    expect(four.points[2]).toEqual({ x: 20, y: 15 })
    expect(area(four)).toBe(area(triangle))
    expect(withoutPoint(four, 2)).toEqual(triangle)
    expect(insertPoint(triangle, 2).points[3]).toEqual({ x: 0, y: 15 })
  })
  it('keep three points', () => { expect(withoutPoint(triangle, 1)).toBe(triangle) })
  it('hold what is inside; an open one only what is on its line', () => {
    expect(holds(triangle, { x: 10, y: 10 }, 0)).toBe(true)
    expect(holds(triangle, { x: 30, y: 25 }, 0)).toBe(false)
    expect(holds({ ...triangle, closed: false }, { x: 10, y: 10 }, 1)).toBe(false)
    expect(holds({ ...triangle, closed: false }, { x: 10, y: 0.5 }, 1)).toBe(true)
  })
})

describe('the view', () => {
  const frame = { width: 500, height: 400 }
  it('shows all of a picture, in the middle', () => {
    const v = fit(size, frame)
    expect(toScreen({ x: 320, y: 240 }, v)).toEqual({ x: 250, y: 200 })
    expect(toScreen({ x: 640, y: 480 }, v).x).toBeCloseTo(500)
  })
  it('keeps the place under the pointer while it comes closer', () => {
    for (let seed = 1; seed < 100; seed++) {
      const roll = dice(seed), at = { x: roll(500), y: roll(400) }, before = zoom(fit(size, frame), 6, { x: 250, y: 200 }, size, frame)
      near(toPicture(at, zoom(before, 1 + roll(30) / 10, at, size, frame)), toPicture(at, before))
    }
  })
  it('never leaves the picture', () => {
    for (let seed = 1; seed < 100; seed++) {
      const roll = dice(seed), v = pan(zoom(fit(size, frame), 1 + roll(9), { x: 9, y: 9 }, size, frame), roll(9000) - 4500, roll(9000) - 4500, size, frame), far = toPicture({ x: 500, y: 400 }, v)
      if (v.scale * size.width > 500) { expect(v.x).toBeGreaterThanOrEqual(0); expect(far.x).toBeLessThanOrEqual(size.width + 1e-9) }
    }
  })
  it('goes back to the whole picture however far one zooms out', () => { expect(zoom(zoom(fit(size, frame), 20, { x: 3, y: 4 }, size, frame), 1e-9, { x: 0, y: 0 }, size, frame)).toEqual(fit(size, frame)) })
  it('brings a region into sight, and stays where it is when it is seen', () => {
    const box = { x: 600, y: 440, width: 20, height: 20 }, near = zoom(fit(size, frame), 8, { x: 0, y: 0 }, size, frame), moved = reveal(near, box, size, frame)
    expect(toScreen({ x: 620, y: 460 }, moved).x).toBeLessThanOrEqual(500)
    expect(reveal(moved, box, size, frame)).toBe(moved)
    expect(toScreen({ x: 610, y: 450 }, around(box, size, frame)).x).toBeGreaterThan(0)
  })
  it('aims at whole pixels until they are large', () => {
    expect(aimed({ x: 10.4, y: 3.6 }, 1)).toEqual({ x: 10, y: 4 })
    expect(aimed({ x: 10.4, y: 3.6 }, 8)).toEqual({ x: 10.5, y: 3.5 })
    expect(aimed({ x: 10.4, y: 3.6 }, 8, true)).toEqual({ x: 10, y: 4 })
  })
})

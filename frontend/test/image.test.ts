import { describe, expect, it } from 'vitest'
import { schemaOf } from '../src/core/controls'
import { addPoint, begin, closes, dropPoint, finished, follow, pointWidth, toolOf, toolsOf, turnable, wholePixels } from '../src/core/image/tools'
import { node } from './sample'

const label = (value: string) => node('Label', { value })
const schema = schemaOf(node('View', {}, [
  node('Image', { name: 'img', value: '$image' }),
  node('Image', { name: 'other', value: '$image' }),
  node('RectangleLabels', { name: 'box', toName: 'img', snap: 'pixel', canRotate: 'false' }, [label('cat')]),
  node('Rectangle', { name: 'bare', toName: 'img' }),
  node('PolygonLabels', { name: 'part', toName: 'img' }, [label('leaf')]),
  node('KeyPointLabels', { name: 'spot', toName: 'other', strokeWidth: '7' }, [label('nose')]),
  node('Labels', { name: 'what', toName: 'img' }, [label('big')]),
  node('Choices', { name: 'all', toName: 'img' }, [node('Choice', { value: 'good' })]),
]))

describe('the tools of a picture', () => {
  it('are one for each shape, with the controls that make it, in the order of the config', () => {
    expect(toolsOf(schema, 'img')).toEqual([{ shape: 'rectangle', by: ['box', 'bare'] }, { shape: 'polygon', by: ['part'] }])
    expect(toolsOf(schema, 'other')).toEqual([{ shape: 'keypoint', by: ['spot'] }])
  })
  it('go by the control of the armed label; one that only names has none', () => {
    const tools = toolsOf(schema, 'img')
    expect(toolOf(tools, 'box')).toEqual({ shape: 'rectangle', by: ['box'] })
    expect(toolOf(tools, 'what')).toBeNull()
    expect(toolOf(tools, 'spot')).toBeNull()
  })
  it('read what the config says of them', () => {
    const [box, part] = toolsOf(schema, 'img'), [spot] = toolsOf(schema, 'other')
    expect(wholePixels(schema, box!)).toBe(true)
    expect(wholePixels(schema, part!)).toBe(false)
    expect(pointWidth(schema, spot!)).toBe(7)
    expect(turnable(schema, ['box'])).toBe(false)
    expect(turnable(schema, ['bare', 'part'])).toBe(true)
  })
})

describe('a drawing under way', () => {
  const a = { x: 10, y: 10 }, b = { x: 50, y: 10 }, c = { x: 50, y: 40 }
  it('is a box once its corners are a pixel apart each way', () => {
    const draft = begin('rectangle', c)
    expect(finished(draft)).toBeNull()
    expect(finished(follow(draft, { x: 50, y: 10 }))).toBeNull()
    expect(finished(follow(draft, a))).toEqual({ is: 'rectangle', x: 10, y: 10, width: 40, height: 30, turn: 0 })
  })
  it('is a polygon from three points on', () => {
    const two = addPoint(begin('polygon', a), b), three = addPoint(two, c)
    expect(finished(two)).toBeNull()
    expect(finished(three)).toEqual({ is: 'polygon', points: [a, b, c], closed: true })
  })
  it('gives its points back one by one, and then is no more', () => {
    const two = addPoint(begin('polygon', a), b)
    expect(dropPoint(two)).toMatchObject({ points: [a] })
    expect(dropPoint(dropPoint(two)!)).toBeNull()
    expect(dropPoint(begin('ellipse', a))).toBeNull()
  })
  it('is closed by its first point, or the last one again, and not before there are three', () => {
    const two = addPoint(begin('polygon', a), b), three = addPoint(two, c)
    expect(closes(two, a, 5)).toBe(false)
    expect(closes(three, { x: 13, y: 10 }, 5)).toBe(true)
    expect(closes(three, { x: 51, y: 41 }, 5)).toBe(true)
    expect(closes(three, b, 5)).toBe(false)
  })
})

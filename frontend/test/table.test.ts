import { describe, expect, it } from 'vitest'
import { csv, gridOf } from '../src/core/table/rows'

describe('a table', () => {
  it('lists the keys of an object in the order of the alphabet', () =>
    expect(gridOf({ b: 1, A: null, c: { d: [1] } })).toEqual({ is: 'pairs', head: [], rows: [['A', ''], ['b', '1'], ['c', '{"d":[1]}']] }))
  it('has a column for each key of a list of objects', () =>
    expect(gridOf([{ a: 1 }, { b: 'x', a: true }, 'y'])).toEqual({ is: 'rows', head: ['a', 'b'], rows: [['1', ''], ['true', 'x'], ['y', '']] }))
  it('takes lists of lists and of plain values', () => {
    expect(gridOf([[1, 2], [3]])).toEqual({ is: 'rows', head: [], rows: [['1', '2'], ['3', '']] })
    expect(gridOf(['a', 2])).toEqual({ is: 'rows', head: [], rows: [['a'], ['2']] })
  })
  it('reads JSON and CSV from a text', () => {
    expect(gridOf('{"a": 1}')?.rows).toEqual([['a', '1']])
    expect(gridOf('a,b\n1,"x, ""y"""\r\n3')).toEqual({ is: 'rows', head: ['a', 'b'], rows: [['1', 'x, "y"'], ['3', '']] })
    expect(gridOf('a;b\n1;2', 'csv,separator=;')?.head).toEqual(['a', 'b'])
    expect(gridOf('a,b\n1,2', 'csv,headless')).toMatchObject({ head: [], rows: [['a', 'b'], ['1', '2']] })
  })
  it('keeps line breaks within quotes, and drops empty lines', () => expect(csv('a\n\n"b\nc",d\n')).toEqual([['a'], ['b\nc', 'd']]))
  it('has no row where there is nothing', () => {
    expect(gridOf('')?.rows).toEqual([])
    expect(gridOf([])?.rows).toEqual([])
    expect(gridOf(undefined)).toBeNull()
  })
})

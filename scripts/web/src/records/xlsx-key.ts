// 一张表的格子按键存：行号乘上这个数再加列号，行列都从一数起。
const WIDE = 1_000_000

export const keyOf = (row: number, column: number): number => row * WIDE + column
export const rowOf = (key: number): number => Math.floor(key / WIDE)
export const columnOf = (key: number): number => key % WIDE

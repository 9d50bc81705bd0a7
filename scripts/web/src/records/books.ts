// 读工作簿要的，合成一块：没有 .xlsx 时不用它，自查页另外装。
export { identity, load } from "./xlsx-cells"
export { readXlsx } from "./xlsx-read"

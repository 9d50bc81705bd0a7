// 规则引擎用到的一个新函数，旧浏览器没有。要在引擎之前导入。
const known = Object as { hasOwn?: (object: object, key: PropertyKey) => boolean }
known.hasOwn ??= (object, key) => Object.prototype.hasOwnProperty.call(object, key)

export {}

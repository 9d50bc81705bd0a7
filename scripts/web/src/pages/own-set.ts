// 读自己的要求集文件：写法对不对，式子成立不成立。只在自查页上加文件时才来拿这个脚本。
import { readSet } from "../requirements/shape"
import { faultOf } from "../rules/lint"
import type { OwnSet } from "./chosen"

const page = window as unknown as { branchbook?: Record<string, unknown> }
page.branchbook = { ...page.branchbook, ownSet: { read: readSet, faultOf } satisfies OwnSet }

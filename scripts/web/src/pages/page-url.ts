// 站内一页的网址；从文件夹里打开时写全文件名。
function baseOf(page: Document): string {
  const settings = page.getElementById("__config")?.textContent
  try {
    return settings ? String((JSON.parse(settings) as { base?: unknown }).base ?? ".") : "."
  } catch {
    return "."
  }
}

/** 站内的一份文件，如 assets/sets.js。 */
export function assetUrl(path: string, page: Document = document): string {
  return `${baseOf(page)}/${path}`
}

/** path 从网站根算起，如 regulations/election-2020/#quorum。 */
export function pageUrl(path: string, page: Document = document): string {
  const [folder = "", anchor = ""] = path.split("#")
  const flat = /\.html$/u.test(location.pathname) && !/\/index\.html$/u.test(location.pathname)
  const file = flat
    ? folder.replace(/\/$/u, ".html")
    : location.protocol === "file:"
      ? folder.replace(/\/?$/u, "/index.html")
      : folder
  return `${baseOf(page)}/${file}${anchor ? `#${anchor}` : ""}`
}

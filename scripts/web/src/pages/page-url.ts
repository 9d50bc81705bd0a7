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

/** path 从网站根算起，如 regulations/election-2020/#quorum；不能是一栏的首页（如 cases/）。 */
export function pageUrl(path: string, page: Document = document): string {
  const [folder = "", anchor = ""] = path.split("#")
  // 离线版一页一个文件，页面自己说（theme/main.html）；看地址认不出来：各栏首页两种版本都叫 index.html。
  const file = page.querySelector('meta[name="bb-pages"][content="files"]')
    ? folder.replace(/\/$/u, ".html")
    : location.protocol === "file:"
      ? folder.replace(/\/?$/u, "/index.html")
      : folder
  return `${baseOf(page)}/${file}${anchor ? `#${anchor}` : ""}`
}

/** 换地址里问号以后的话，不重新打开页面。从 U 盘打开时，有的浏览器不让改；不改，别的照样能用。 */
export function replaceAddress(search: string, hash = ""): void {
  try {
    history.replaceState(history.state, "", `${location.pathname}${search}${hash}`)
  } catch {
    return
  }
}

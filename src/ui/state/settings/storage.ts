/** What the browser keeps of the user's choices. Without storage, a choice lasts as long as the page. */

export function readSaved(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** @returns false where the browser has no room for it, or keeps nothing: then it lasts as long as the page. */
export function save(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value)
    return true
  } catch {
    return false
  }
}

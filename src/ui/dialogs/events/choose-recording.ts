/** Asks for a file of events and plays it. Separate from the reader, which is loaded only once a file is chosen. */
export function chooseRecording(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    // The player shows the error.
    if (file) void import('./recordings').then(({ openRecording }) => openRecording(file)).catch(() => undefined)
  })
  input.click()
}

/** What a template says, before a channel gives it a form. Plain text; names in it are on one line. */
export type Letter = {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly link?: { readonly label: string; readonly url: string }
  /** The same for a telephone; with the link in it, if there is one. */
  readonly short: string
}

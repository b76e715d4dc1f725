/** Something that the person at the keyboard can fix: its message says how, and is all that they are shown of it. */
export class UserError extends Error {}

/** Something that the person at the keyboard can mend: its message says how, and is all that they are shown of it. */
export class UserError extends Error {}

/** A book of the shop, as /api/v1/products lists it. */
export interface Product {
  readonly id: number;
  readonly title: string;
  /** A summary in HTML that needs no escaping: it is written here and nowhere else. */
  readonly descriptionHtml: string;
}

/** The one book that the shop has. */
export const COMEDY_OF_ERRORS: Product = {
  id: 0,
  title: "The Comedy of Errors",
  descriptionHtml:
    "Two pairs of identical twins, parted by a shipwreck, turn up in the same town on the same day, and nobody in <b>Ephesus</b> can tell who owes what to whom. One of <b>Shakespeare</b>’s first plays, his shortest, and the one with the most doors slammed.",
};

export const PRODUCTS: readonly Product[] = [COMEDY_OF_ERRORS];

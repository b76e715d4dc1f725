import { jsonReply } from "../service/json-reply";
import { parseProductId } from "../service/product-id";
import type { Route } from "../service/route";

/** The details service: what is printed in a book's imprint, the same for every product. */
export function detailsRoutes(): readonly Route[] {
  return [
    { method: "GET", path: "/health", handle: () => jsonReply(200, { status: "Details is healthy" }) },
    {
      method: "GET",
      path: "/details/:id",
      handle: ({ params }) => {
        const id = parseProductId(params["id"]);
        if (id === undefined) return jsonReply(400, { error: "please provide numeric product id" });
        return jsonReply(200, {
          id,
          author: "William Shakespeare",
          year: 1595,
          type: "paperback",
          pages: 200,
          publisher: "PublisherA",
          language: "English",
          "ISBN-10": "1234567890",
          "ISBN-13": "123-1234567890",
        });
      },
    },
  ];
}

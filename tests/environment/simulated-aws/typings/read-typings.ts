import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { type Fields, type Shape } from "./shape";

/**
 * What a resource type's arguments may be, from the typings of the package that it is in: `ClusterArgs` of
 * `@pulumi/aws/eks/cluster.d.ts` for `aws:eks/cluster:Cluster`.
 *
 * @throws Error for a type that the package does not have.
 */
export function argumentShape(type: string): Shape {
  const [packageName = "", module = "", name = ""] = type.split(":");
  const folder = dirname(require.resolve(`@pulumi/${packageName}/package.json`));
  const file = join(folder, declarationFile(packageName, module, name));
  if (!existsSync(file)) throw new Error(`@pulumi/${packageName} has no typings of ${type}`);
  const text = slice(readFileSync(file, "utf8"), `export interface ${name}Args`, "");
  const typings = packages.get(folder) ?? new Typings(folder);
  packages.set(folder, typings);
  return typings.named(`${name}Args`, text);
}

/** The typings that were read so far, by the folder of their package. */
const packages = new Map<string, Typings>();

/**
 * `eks/cluster.d.ts` for `eks/cluster`, `core/v1/namespace.d.ts` for `core/v1` and Namespace, `cluster.d.ts` for
 * `index`.
 */
function declarationFile(packageName: string, module: string, name: string): string {
  const ownFile = `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`;
  if (module === "index") return ownFile;
  if (packageName !== "kubernetes") return `${module}.d.ts`;
  // Groups are folders by the first part of their name: rbac.authorization.k8s.io is rbac.
  const [group = "", version = ""] = module.split("/");
  return join(group.split(".")[0] ?? "", version, ownFile);
}

/**
 * The part of generated typings that begins with a text at an indentation and ends with its closing brace. To read the
 * whole of `types/input.d.ts`, 5 MB, would take seconds.
 */
function slice(text: string, start: string, indentation: string): string {
  const begins = text.indexOf(`\n${indentation}${start} {`);
  if (begins < 0) throw new Error(`there is no "${start}" in the typings`);
  const end = text.indexOf(`\n${indentation}}`, begins);
  return text.slice(begins, end + indentation.length + 2);
}

class Typings {
  readonly #inputs: string;
  readonly #shapes = new Map<string, Shape>();
  readonly #namespaces = new Map<string, string>();

  constructor(readonly folder: string) {
    const [nested, flat] = ["types/input.d.ts", "types/input/index.d.ts"].map((path) => join(folder, path));
    this.#inputs = readFileSync(nested && existsSync(nested) ? nested : (flat ?? ""), "utf8");
  }

  /** An interface by its name and text; the fields are read when something asks for them. */
  named(name: string, text: string): Shape {
    let fields: Fields | undefined;
    return { kind: "object", name, fields: () => (fields ??= this.#fields(text)) };
  }

  #fields(text: string): Fields {
    const source = ts.createSourceFile("args.d.ts", text.trim(), ts.ScriptTarget.Latest);
    const declaration = source.statements.find(ts.isInterfaceDeclaration);
    if (!declaration) throw new Error(`no interface in: ${text.slice(0, 80)}`);
    return Object.fromEntries(
      declaration.members.filter(ts.isPropertySignature).map((member) => {
        const { name } = member;
        const key = ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : "";
        if (!member.type) throw new Error(`${key} has no type`);
        return [key, { required: !member.questionToken, shape: this.#shape(member.type, source) }];
      }),
    );
  }

  #shape(node: ts.TypeNode, source: ts.SourceFile): Shape {
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, source);
    if (ts.isArrayTypeNode(node)) return { kind: "array", of: this.#shape(node.elementType, source) };
    if (ts.isUnionTypeNode(node)) {
      const known = node.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
      return { kind: "oneOf", shapes: known.map((one) => this.#shape(one, source)) };
    }
    if (ts.isTypeLiteralNode(node)) {
      const [index] = node.members;
      if (!index || !ts.isIndexSignatureDeclaration(index)) throw new Error(`not a map: ${node.getText(source)}`);
      return { kind: "map", of: this.#shape(index.type, source) };
    }
    if (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) {
      return { kind: "literal", value: node.literal.text };
    }
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { kind: "primitive", type: "string" };
      case ts.SyntaxKind.NumberKeyword:
        return { kind: "primitive", type: "number" };
      case ts.SyntaxKind.BooleanKeyword:
        return { kind: "primitive", type: "boolean" };
      case ts.SyntaxKind.AnyKeyword:
        return { kind: "any" };
    }
    throw new Error(`typings say what is not understood here: ${node.getText(source)}`);
  }

  #reference(node: ts.TypeReferenceNode, source: ts.SourceFile): Shape {
    const name = node.typeName.getText(source);
    const [argument] = node.typeArguments ?? [];
    if (name === "pulumi.Input" && argument) return this.#shape(argument, source);
    if (name.startsWith("inputs.")) return this.#input(name.split(".").slice(1));
    // Enumerations are open in these packages, and what is worth refusing of them the API's own model refuses. A
    // resource in an argument's place is sent as its ID or ARN; an asset is whatever it is made from.
    if (name.startsWith("enums.") || /^[\w.]+$/.test(name)) return { kind: "any" };
    throw new Error(`typings say what is not understood here: ${node.getText(source)}`);
  }

  /** `eks.ClusterVpcConfig`, an interface in a namespace, or in one within another. */
  #input(path: readonly string[]): Shape {
    const known = this.#shapes.get(path.join("."));
    if (known) return known;
    const namespaces = path.slice(0, -1);
    const name = path.at(-1) ?? "";
    const start = namespaces.length === 0 ? `export interface ${name}` : `interface ${name}`;
    const shape = this.named(name, slice(this.#namespace(namespaces), start, "    ".repeat(namespaces.length)));
    this.#shapes.set(path.join("."), shape);
    return shape;
  }

  /** The text of a namespace, or of one within another. */
  #namespace(path: readonly string[]): string {
    const name = path.at(-1);
    if (name === undefined) return this.#inputs;
    const key = path.join(".");
    const level = path.length - 1;
    const start = `${level === 0 ? "export declare " : ""}namespace ${name}`;
    const text = this.#namespaces.get(key) ?? slice(this.#namespace(path.slice(0, -1)), start, "    ".repeat(level));
    this.#namespaces.set(key, text);
    return text;
  }
}

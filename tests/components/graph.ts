import assert from "node:assert/strict";
import { type Recording, type Registration } from "./recorder";

/**
 * The order that the engine keeps: a resource is made after, and removed before, all that it depends on, its parent and
 * its provider.
 */
export class ResourceGraph {
  private readonly byUrn: ReadonlyMap<string, Registration>;

  constructor(private readonly recording: Recording) {
    this.byUrn = new Map(recording.registrations.map((registration) => [registration.urn, registration]));
  }

  /** The only resource of a name, and of a type where the name alone is not enough. */
  get(name: string, type?: string): Registration {
    const found = this.recording.registrations.filter((one) => one.name === name && (!type || one.type.endsWith(type)));
    assert.equal(found.length, 1, `${found.length} resources are named ${name}`);
    return found[0] as Registration;
  }

  /** Whether `later` is made after `earlier`, and removed before it. */
  follows(later: Registration, earlier: Registration): boolean {
    const seen = new Set<string>();
    const open = [later.urn];
    for (let urn = open.pop(); urn !== undefined; urn = open.pop()) {
      if (seen.has(urn)) continue;
      seen.add(urn);
      const { dependencies = [], parent = "", provider = "" } = this.byUrn.get(urn) ?? {};
      open.push(...[...dependencies, parent, provider].filter((next) => next !== ""));
    }
    return later.urn !== earlier.urn && seen.has(earlier.urn);
  }

  /** Asserts an order of making, first to last; removing goes the other way round. */
  assertOrder(...names: string[]): void {
    const chain = names.map((name) => this.get(name));
    for (const [index, later] of chain.entries()) {
      const earlier = chain[index - 1];
      if (!earlier) continue;
      assert.ok(this.follows(later, earlier), `${later.name} does not wait for ${earlier.name}`);
      assert.ok(!this.follows(earlier, later), `${earlier.name} waits for ${later.name}`);
      const position = (one: Registration) => this.recording.registrations.indexOf(one);
      assert.ok(position(later) > position(earlier), `${later.name} was registered before ${earlier.name}`);
    }
  }
}

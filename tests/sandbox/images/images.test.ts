import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeArchive } from "../../../sandbox/images/archive";
import { type Image, type Sources } from "../../../sandbox/images/image";
import { IMAGE_GROUPS, PAUSE_IMAGE } from "../../../sandbox/images/image-groups";
import { groupKey } from "../../../sandbox/images/images";

const IMAGES = IMAGE_GROUPS.flatMap((group) => group.images);

describe("the sandbox's images", () => {
  it("are all that the sandbox's pods name", () => {
    assert.deepEqual(IMAGES.map((image) => image.reference).sort(), [
      "sandbox.local/bookinfo/examples-bookinfo-details-v1:1.20.3",
      "sandbox.local/bookinfo/examples-bookinfo-productpage-v1:1.20.3",
      "sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3",
      "sandbox.local/bookinfo/examples-bookinfo-reviews-v1:1.20.3",
      "sandbox.local/bookinfo/examples-bookinfo-reviews-v2:1.20.3",
      "sandbox.local/bookinfo/examples-bookinfo-reviews-v3:1.20.3",
      "sandbox.local/istio/pilot:1.31.1",
      "sandbox.local/istio/proxyv2:1.31.1",
      PAUSE_IMAGE,
      "sandbox.local/tools/client:1",
    ]);
  });

  it("run as somebody other than root, given by number", () => {
    for (const { reference, user } of IMAGES) assert.match(user, /^[1-9]\d*:[1-9]\d*$/, reference);
  });

  it("tell the versions of a service apart", () => {
    const reviews = IMAGES.filter((image) => image.reference.includes("-reviews-"));
    assert.deepEqual(
      reviews.map((image) => image.environment?.["SERVICE_VERSION"]),
      ["v1", "v2", "v3"],
    );
  });
});

describe("a group of images", () => {
  const sources = Object.fromEntries(
    ["programs", "istio", "root", "certificates", "node", "services"].map((name) => [
      name,
      { folder: "/", identity: name },
    ]),
  ) as Sources;
  const changed = (name: keyof Sources): Sources => ({ ...sources, [name]: { folder: "/", identity: "another" } });

  const rebuiltFor = (name: keyof Sources): readonly string[] =>
    IMAGE_GROUPS.filter((group) => groupKey(group, sources) !== groupKey(group, changed(name))).map(({ name }) => name);

  it("is made anew when something that it takes files from changes, and only then", () => {
    assert.deepEqual(rebuiltFor("services"), ["bookinfo"]);
    assert.deepEqual(rebuiltFor("node"), ["bookinfo"]);
    assert.deepEqual(rebuiltFor("istio"), ["istio"]);
    assert.deepEqual(rebuiltFor("root"), ["istio", "bookinfo"]);
    assert.deepEqual(rebuiltFor("programs"), ["pause", "istio"]);
  });

  it("is made anew when what is said of its images changes", () => {
    for (const group of IMAGE_GROUPS) {
      const images = group.images.map((image) => ({ ...image, user: "7:7" }));
      assert.notEqual(groupKey({ ...group, images }, sources), groupKey(group, sources), group.name);
    }
  });
});

interface Document {
  readonly digest: string;
  readonly size: number;
}

/** Unpacks an archive and reads it as a container engine does: each document by the digest that names it. */
class UnpackedArchive {
  constructor(private readonly folder: string) {}

  json(descriptor: Document): Record<string, unknown> {
    return JSON.parse(this.blob(descriptor).toString()) as Record<string, unknown>;
  }

  blob({ digest, size }: Document): Buffer {
    const content = readFileSync(join(this.folder, "blobs", "sha256", digest.slice("sha256:".length)));
    assert.equal(`sha256:${createHash("sha256").update(content).digest("hex")}`, digest);
    assert.equal(content.length, size);
    return content;
  }

  manifests(): readonly (Document & { annotations: Record<string, string> })[] {
    const index = JSON.parse(readFileSync(join(this.folder, "index.json"), "utf8")) as { manifests: never };
    return index.manifests;
  }
}

describe("an archive of images", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "images-"));
    const from = (name: string): string => {
      mkdirSync(join(folder, name));
      return join(folder, name);
    };
    const root = from("root");
    writeFileSync(join(root, "b.txt"), "b");
    symlinkSync("a.js", join(root, "a-link"));
    const services = from("services");
    writeFileSync(join(services, "a.js"), "the service");
    writeFileSync(join(services, "axjs"), "something else");
    chmodSync(join(services, "a.js"), 0o600);
  });
  after(() => rmSync(folder, { recursive: true }));

  const sources = (): Sources =>
    Object.fromEntries(
      ["root", "services"].map((name) => [name, { folder: join(folder, name), identity: name }]),
    ) as unknown as Sources;

  const image = (name: string): Image => ({
    reference: `sandbox.local/${name}:1`,
    layers: [
      { from: "root", files: { ".": "." } },
      { from: "services", files: { "a.js": "app/service.js", axjs: "app/axjs" } },
    ],
    user: "1000:1000",
    entrypoint: ["node", "/app/service.js"],
    environment: { SERVICE_VERSION: name },
    ports: [9080],
  });

  async function archive(name: string, images: readonly Image[]): Promise<UnpackedArchive> {
    const target = join(folder, name);
    mkdirSync(target);
    await writeArchive(images, sources(), target, join(folder, "log"));
    const unpacked = join(target, "unpacked");
    mkdirSync(unpacked);
    execFileSync("tar", ["--extract", "--file", join(target, "images.tar"), "--directory", unpacked]);
    return new UnpackedArchive(unpacked);
  }

  it("names each image, says how it is run, and stores a layer that images share once", async () => {
    const unpacked = await archive("two", [image("v1"), image("v2")]);
    const [first, second] = unpacked.manifests();
    assert.ok(first !== undefined && second !== undefined);
    assert.equal(first.annotations["io.containerd.image.name"], "sandbox.local/v1:1");
    assert.equal(second.annotations["org.opencontainers.image.ref.name"], "sandbox.local/v2:1");
    assert.notEqual(first.digest, second.digest);

    const manifest = unpacked.json(first) as unknown as { config: Document; layers: readonly Document[] };
    assert.deepEqual(manifest.layers, unpacked.json(second)["layers"]);
    const config = unpacked.json(manifest.config);
    assert.deepEqual(config["config"], {
      User: "1000:1000",
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "SERVICE_VERSION=v1"],
      Entrypoint: ["node", "/app/service.js"],
      ExposedPorts: { "9080/tcp": {} },
    });
    assert.deepEqual(config["rootfs"], { type: "layers", diff_ids: manifest.layers.map(({ digest }) => digest) });
  });

  it("puts files where they belong, readable by all and root's, and leaves links as they are", async () => {
    const unpacked = await archive("one", [image("v1")]);
    const [first] = unpacked.manifests();
    assert.ok(first !== undefined);
    const { layers } = unpacked.json(first) as unknown as { layers: readonly [Document, Document] };
    const listing = layers.map((layer) =>
      execFileSync("tar", ["--list", "--verbose", "--numeric-owner", "--full-time"], { input: unpacked.blob(layer) })
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => line.replaceAll(/\s+/g, " ")),
    );
    assert.match(listing[0]?.[0] ?? "", /^drwxr-xr-x 0\/0 0 1970-01-01 \S+ \.\/$/);
    assert.match(listing[0]?.[1] ?? "", /^lrwxrwxrwx 0\/0 0 1970-01-01 \S+ \.\/a-link -> a\.js$/);
    assert.match(listing[0]?.[2] ?? "", /^-rw-r--r-- 0\/0 1 1970-01-01 \S+ \.\/b\.txt$/);
    assert.match(listing[1]?.[0] ?? "", /^-rw-r--r-- 0\/0 11 1970-01-01 \S+ app\/service\.js$/);
    assert.match(listing[1]?.[1] ?? "", /^-rw-r--r-- 0\/0 14 1970-01-01 \S+ app\/axjs$/);
  });

  it("is the same for the same files, whenever they were written", async () => {
    await archive("before", [image("v1")]);
    cpSync(join(folder, "services", "a.js"), join(folder, "services", "copy"));
    rmSync(join(folder, "services", "a.js"));
    cpSync(join(folder, "services", "copy"), join(folder, "services", "a.js"));
    await archive("after", [image("v1")]);
    const [before, after] = ["before", "after"].map((name) => readFileSync(join(folder, name, "images.tar")));
    assert.ok(before?.equals(after ?? Buffer.alloc(0)));
  });
});

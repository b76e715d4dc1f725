import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached, removeCached } from "../../../sandbox/toolchain/cache";

const LONG_AGO = new Date("2020-01-01");
const silent = () => {};

describe("the cache", () => {
  let folder = "";
  before(() => {
    // The log of the commands that it runs goes to the cache of whoever runs the tests otherwise.
    folder = mkdtempSync(join(tmpdir(), "cache-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("makes an entry once", async () => {
    const entry = join(folder, "once");
    let made = 0;
    const make = (unfinished: string): Promise<void> => {
      made++;
      writeFileSync(join(unfinished, "file"), "content");
      return Promise.resolve();
    };
    assert.equal(await cached(entry, silent, make), entry);
    assert.equal(await cached(entry, silent, make), entry);
    assert.equal(made, 1);
    assert.equal(readFileSync(join(entry, "file"), "utf8"), "content");
  });

  it("makes an entry once for two that want it at the same time", async () => {
    let made = 0;
    const want = (): Promise<string> =>
      cached(join(folder, "both"), silent, () => {
        made++;
        return Promise.resolve();
      });
    await Promise.all([want(), want()]);
    assert.equal(made, 1);
  });

  it("shows no entry whose making failed, and hands on what was begun", async () => {
    const entry = join(folder, "failing");
    const failing = cached(entry, silent, (unfinished) => {
      writeFileSync(join(unfinished, "begun"), "");
      return Promise.reject(new Error("no room"));
    });
    await assert.rejects(failing, /no room/);
    assert.equal(existsSync(entry), false);

    await cached(entry, silent, (unfinished) => {
      assert.equal(existsSync(join(unfinished, "begun")), true);
      return Promise.resolve();
    });
    assert.equal(existsSync(entry), true);
  });

  it("forgets what was not used for a month when it makes something new, and keeps what was", async () => {
    const old = join(folder, "old");
    const used = join(folder, "used");
    for (const entry of [old, used]) {
      mkdirSync(entry);
      utimesSync(entry, LONG_AGO, LONG_AGO);
    }
    await cached(used, silent, () => Promise.reject(new Error("it is there")));
    await cached(join(folder, "new"), silent, () => Promise.resolve());
    assert.deepEqual([existsSync(old), existsSync(used)], [false, true]);
  });

  it("keeps a new entry whose files bring a date of long ago", async () => {
    const entry = join(folder, "dated");
    await cached(entry, silent, (unfinished) => {
      utimesSync(unfinished, LONG_AGO, LONG_AGO);
      return Promise.resolve();
    });
    assert.equal(existsSync(entry), true);
  });

  describe("with an entry that was finished", () => {
    let entry = "";
    let made = 0;
    const want = (): Promise<string> =>
      cached(entry, silent, (unfinished) => {
        made++;
        mkdirSync(join(unfinished, "bin"), { recursive: true });
        assert.deepEqual(readdirSync(join(unfinished, "bin")), [], "nothing of a damaged entry is handed on");
        writeFileSync(join(unfinished, "bin", "etcd"), "a program");
        return Promise.resolve();
      });
    beforeEach(async () => {
      entry = mkdtempSync(join(folder, "finished-")) + "-entry";
      await want();
      made = 0;
    });

    it("makes it again when one of its files is gone", async () => {
      rmSync(join(entry, "bin", "etcd"));
      await want();
      assert.equal(made, 1);
      assert.equal(readFileSync(join(entry, "bin", "etcd"), "utf8"), "a program");
    });

    it("makes it again when one of its files is cut off", async () => {
      truncateSync(join(entry, "bin", "etcd"), 3);
      await want();
      assert.equal(made, 1);
    });

    it("takes it as it is when it has more files than then", async () => {
      writeFileSync(join(entry, "bin", "more"), "");
      await want();
      assert.equal(made, 0);
    });
  });

  it("takes an entry whose files nobody has listed as it is", async () => {
    const entry = join(folder, "unlisted");
    mkdirSync(entry);
    await cached(entry, silent, () => Promise.reject(new Error("it is there")));
  });

  it("forgets an entry with its list", async () => {
    const entry = join(folder, "forgotten");
    await cached(entry, silent, () => Promise.resolve());
    removeCached(entry);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith("forgotten")),
      [],
    );
  });
});

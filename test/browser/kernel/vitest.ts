/**
 * What stands for "vitest" where unit tests run inside a page: its own runner, matchers and spies, which know nothing of
 * Node. test/browser/kernel.test.ts puts it in the place of the package.
 */

import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";
import { fn, restoreAllMocks, spyOn } from "@vitest/spy";

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from "@vitest/runner";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

const globals = globalThis as typeof globalThis & Record<symbol, unknown>;

export const expect = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  globals[ASYMMETRIC_MATCHERS_OBJECT],
);
Object.defineProperty(globals, GLOBAL_EXPECT, { value: expect, configurable: true });
setState({ ...getState(expect as never), assertionCalls: 0 }, expect as never);

export const vi = { fn, restoreAllMocks, spyOn };

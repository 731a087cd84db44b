/**
 * Imported by tests that wait for something on the screen. A limit only ends the wait for what
 * never comes: it says nothing about speed, so it is long enough for a machine that compiles
 * beside the tests. A test that passes never waits for it.
 */
import { configure } from "@testing-library/react";
import { vi } from "vitest";

configure({ asyncUtilTimeout: 30_000 });
vi.setConfig({ testTimeout: 120_000 });

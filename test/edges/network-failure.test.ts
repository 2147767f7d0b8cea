// What Node and undici throw → hop and cause; the shapes are those that real servers made them throw.
import { describe, expect, test } from "vitest";
import { networkFailure } from "../../src/edges/network-failure.ts";

function error(code: string, message = code, more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

function parserError(reason: string): Error {
  return Object.assign(new Error(`Response does not match the HTTP/1.1 protocol (${reason})`), {
    name: "HTTPParserError",
  });
}

describe("directly", () => {
  test.for<[unknown, string]>([
    [error("ENOTFOUND"), "dns name-not-found"],
    [error("EAI_AGAIN"), "dns name-temporary"],
    [error("ECONNREFUSED"), "connect refused"],
    [error("UND_ERR_CONNECT_TIMEOUT"), "connect timeout"],
    [error("EHOSTUNREACH"), "connect unroutable"],
    [error("ENETUNREACH"), "connect unroutable"],
    [error("EPERM"), "connect unroutable"],
    [error("EMFILE"), "connect no-sockets"],
    [error("ENFILE"), "connect no-sockets"],
    [error("ECONNRESET"), "ping reset"],
    [error("UND_ERR_SOCKET", "other side closed"), "ping reset"],
    [error("UND_ERR_RES_CONTENT_LENGTH_MISMATCH"), "ping reset"],
    [error("UND_ERR_HEADERS_TIMEOUT"), "ping timeout"],
    [error("UND_ERR_BODY_TIMEOUT"), "ping timeout"],
    [error("UND_ERR_HEADERS_OVERFLOW"), "ping reset"],
    [parserError("Expected HTTP/, RTSP/ or ICE/"), "ping not-a-registry"],
    [parserError("Invalid HTTP version"), "ping not-a-registry"],
    [parserError("Invalid character in chunk size"), "ping reset"],
    [error("DEPTH_ZERO_SELF_SIGNED_CERT"), "tls tls-untrusted"],
    [error("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"), "tls tls-untrusted"],
    [error("CERT_HAS_EXPIRED"), "tls tls-expired"],
    [error("CERT_NOT_YET_VALID"), "tls tls-not-yet-valid"],
    [error("ERR_TLS_CERT_ALTNAME_INVALID"), "tls tls-wrong-name"],
    [error("IPV6_UNKNOWN"), "dns name-temporary"],
    [error("CERT_WITHOUT_NAMES"), "tls tls-no-names"],
    [error("ERR_SSL_WRONG_VERSION_NUMBER"), "tls plain-http"],
    [error("EPROTO", "C0:error:0A00010B:SSL routines::wrong version number"), "tls plain-http"],
    [error("EPROTO", "something else"), "tls tls-failed"],
    [error("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"), "tls tls-failed"],
    [error("SOMETHING_NEW"), "ping reset"],
    [error("constructor"), "ping reset"],
    [new TypeError("x", { cause: error("ENOTFOUND") }), "dns name-not-found"],
    ["a string", "ping reset"],
    [null, "ping reset"],
  ])("%o: %s", ([thrown, expected]) => {
    const { hop, cause, detail } = networkFailure(thrown, "registry.test", null);
    expect(`${hop} ${cause}`).toBe(expected);
    expect(detail).toMatch(/^registry\.test: \S/);
  });

  test("several addresses: a time-out says most, then a refusal", () => {
    const unroutable = error("ENETUNREACH");
    const refused = error("ECONNREFUSED");
    const timedOut = error("ETIMEDOUT");
    const cause = (errors: readonly Error[]): string =>
      networkFailure(Object.assign(new AggregateError(errors), { code: "X" }), "r.test", null).cause;
    expect(cause([unroutable, refused, timedOut])).toBe("timeout");
    expect(cause([unroutable, refused])).toBe("refused");
    expect(cause([unroutable])).toBe("unroutable");
  });

  test("causes that lead in a circle come to an end", () => {
    const circle = new Error("round");
    circle.cause = circle;
    expect(networkFailure(circle, "r.test", null).cause).toBe("reset");
  });

  test("words are one line, without advice for Node's own users", () => {
    const selfSigned = error(
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca",
    );
    expect(networkFailure(selfSigned, "r.test", null).detail).toBe(
      "r.test: the certificate is signed by an authority that is not trusted here (self-signed certificate)",
    );
    expect(networkFailure(new Error("one\ntwo"), "r.test", null).detail).toBe("r.test: one");
  });
});

describe("through a proxy", () => {
  const proxy = "proxy.test:3128";

  test.for<[unknown, string]>([
    [error("ENOTFOUND"), "proxy proxy-unreachable"],
    [error("ECONNREFUSED"), "proxy proxy-unreachable"],
    [error("UND_ERR_CONNECT_TIMEOUT"), "proxy proxy-unreachable"],
    [error("ECONNRESET"), "ping reset"],
    [error("DEPTH_ZERO_SELF_SIGNED_CERT"), "tls tls-untrusted"],
  ])("%o: %s", ([thrown, expected]) => {
    const { hop, cause, detail } = networkFailure(thrown, "registry.test", proxy);
    expect(`${hop} ${cause}`).toBe(expected);
    expect(detail).toContain(hop === "proxy" ? proxy : "registry.test");
  });
});

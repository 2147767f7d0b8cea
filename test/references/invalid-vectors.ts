// Images that no node takes: what it says, what we say, and what stands in their place.
// Reasons are those of the named test or rule; where a test names an error alone, its words are spelled out.
import { hex64, sha256 } from "./vectors.ts";

/** Image, the node's reason, a part of our hint, the replacement, and where the reason comes from. */
export type InvalidVector = readonly [
  image: string,
  reason: string,
  hint: string,
  replacement: string | null,
  source: string,
];

const reference = "distribution/reference reference_test.go";
const regexp = "distribution/reference regexp_test.go";
const normalize = "distribution/reference normalize_test.go";
const parse = "distribution/reference reference.go, Parse";
const kubelet = "kubernetes pkg/util/parsers/parsers_test.go";
const goDigest = "opencontainers/go-digest digest_test.go";
const validation = "kubernetes pkg/apis/core/validation/validation.go";
const seen = "seen in public manifests";

const format = "invalid reference format";
const length = "invalid checksum digest length";
const checksum = "invalid checksum digest format";
const unsupported = "unsupported digest algorithm";
const long = "repository name must not be more than 255 characters";
const whitespace = "must not have leading or trailing whitespace";
const lowercase = (name: string): string => `invalid reference format: repository name (${name}) must be lowercase`;
const imageId = (id: string): string => `invalid repository name (${id}), cannot specify 64-byte hexadecimal strings`;
const upper = hex64.toUpperCase();

export const invalid: readonly InvalidVector[] = [
  ["ROOT", lowercase("library/ROOT"), `write "ROOT" in lower case`, "root", kubelet],
  ["http://root", format, `remove "http://"`, "root", kubelet],
  [hex64, imageId(hex64), "put the repository before it", null, kubelet],

  [":justtag", format, `write the image's name before ":justtag"`, null, reference],
  [`@${sha256}`, format, `write the image's name before "@sha256:`, null, reference],
  [`repo@sha256:${"f".repeat(34)}`, length, "sha256 has 64 hex digits", null, reference],
  [`validname@invaliddigest:${hex64}${hex64}`, unsupported, `the algorithm "invaliddigest"`, null, reference],
  ["Uppercase:tag", lowercase("library/Uppercase"), `"Uppercase"`, "uppercase:tag", reference],
  [
    "test:5000/Uppercase/lowercase:tag",
    lowercase("Uppercase/lowercase"),
    `"Uppercase"`,
    "test:5000/uppercase/lowercase:tag",
    reference,
  ],
  [`domain/${"a".repeat(256)}:tag`, long, "it has 263 characters, and 255 is the most", null, reference],
  ["aa/asdf$$^/aa", format, `remove "$"`, null, reference],
  ["[2001:db8::1]", format, `write the image's name after "[2001:db8::1]/"`, null, reference],
  ["[2001:db8::1]:5000", format, `write the image's name after "[2001:db8::1]:5000/"`, null, reference],
  ["[2001:db8::1]:tag", format, "write the image's name after", null, reference],
  ["[fe80::1%eth0]:5000/repo", format, `remove "%"`, null, reference],
  ["[fe80::1%@invalidzone]:5000/repo", format, `remove "%"`, null, reference],
  [`example.com/${"a".repeat(256)}`, long, "it has 256 characters", null, reference],

  ["test.com:http/x", format, `correct the port "http" of host "test.com"`, null, regexp],
  ["-ab.com/x", format, `correct the host "-ab.com"`, null, regexp],
  ["ab-.com/x", format, `on both sides of "-."`, null, regexp],
  ["ab.-com/x", format, `on both sides of ".-"`, null, regexp],
  ["ab.com-/x", format, `on both sides of "-"`, null, regexp],
  ["[fd00:1:2::3]75050/x", format, `correct the host "[fd00:1:2::3]75050"`, null, regexp],
  ["[fd00:1:2::3]::75050/x", format, `correct the port ":75050"`, null, regexp],
  ["fd00:1:2::3:75050/x", format, "in brackets", null, regexp],
  ["a/a/a/a/", format, "remove the last slash", null, regexp],
  ["a//a/a", format, `between the slashes of "a//"`, null, regexp],
  ["foo.com/", format, `write the image's name after "foo.com/"`, null, regexp],
  ["a^a", format, `remove "^"`, null, regexp],
  ["a-/a/a/a", format, `correct "a-"`, null, regexp],
  ["foo.com/a-/a/a", format, `correct "a-"`, null, regexp],
  ["foo/-bar", format, `correct "-bar"`, null, regexp],
  ["_foo/bar", format, `correct "_foo"`, null, regexp],
  ["foo_bar.com:8080/app", format, `remove "_": a host like "foo_bar.com"`, null, regexp],
  ["example.com/..dots/myimage", format, `correct "..dots"`, null, regexp],
  ["example.com/nodouble..dots/myimage", format, `replace ".." in "nodouble..dots/myimage"`, null, regexp],
  ["docker./docker", format, `correct the host "docker."`, null, regexp],
  [".docker/docker", format, `correct the host ".docker"`, null, regexp],
  ["do..cker/docker", format, `on both sides of ".."`, null, regexp],
  ["do__cker:8080/docker", format, `remove "_"`, null, regexp],
  ["Foo/FarB", lowercase("FarB"), `write "Foo/FarB" in lower case`, "foo/farb", regexp],
  ["registry.com:8080/myapp@sha256:badbadbadbad", format, `"badbadbadbad" has 12`, null, regexp],
  ["registry.com:8080/myapp:invalid~tag", format, `remove "~"`, null, regexp],
  ["registry.com:8080/myapp@bad", format, `write ":" in place of "@" if "bad" is a tag`, null, regexp],
  ["registry.com:8080/myapp@2bad", format, `write ":" in place of "@"`, null, regexp],

  ["https://github.com/docker/docker", format, `remove "https://"`, "github.com/docker/docker", normalize],
  ["docker/Docker", lowercase("docker/Docker"), `write "Docker" in lower case`, "docker/docker", normalize],
  ["-docker", format, `correct "-docker"`, null, normalize],
  ["-docker.io/docker/docker", format, `correct the host "-docker.io"`, null, normalize],
  ["docker///docker", format, `between the slashes of "docker//"`, null, normalize],
  ["docker.io/docker/Docker", lowercase("docker/Docker"), `"Docker"`, "docker.io/docker/docker", normalize],
  ["docker.io/docker///docker", format, `"docker//"`, null, normalize],
  ["fc00::1:5000/debian", format, `put the IPv6 address of "fc00::1:5000" in brackets`, null, normalize],
  ["[2001:db8:3:4::192.0.2.33]:5000/debian", format, "hex digits and colons alone", null, normalize],
  ["____/____", format, `correct "____"`, null, normalize],
  ["dock_.er/docker", format, `remove "_": a host like "dock_.er"`, null, normalize],
  ["dock-.er/docker", format, `on both sides of "-."`, null, normalize],
  ["docker/", format, `write the image's name after "docker/"`, null, normalize],
  [`${"this_is_not_a_valid_namespace_".repeat(9)}x/docker`, long, "and 255 is the most", null, normalize],

  ["x@sha256:", format, `"" has 0`, null, goDigest],
  [`x@${hex64}`, format, `write "sha256:" before`, null, goDigest],
  ["x@sha256:d41d8cd98f00b204e9800m98ecf8427e", format, `"m" is not a hex digit`, null, goDigest],
  ["x@sha256:abcdef0123456789", format, `"abcdef0123456789" has 16`, null, goDigest],
  [`x@sha512:${hex64}`, length, "sha512 has 128 hex digits", null, goDigest],
  ["x@foo:d41d8cd98f00b204e9800998ecf8427e", unsupported, `the algorithm "foo"`, null, goDigest],
  [`x@sha384__foo+bar:${hex64}`, format, `the algorithm "sha384__foo+bar"`, null, goDigest],
  [`x@sha384.foo+bar:${hex64}`, unsupported, `the algorithm "sha384.foo+bar"`, null, goDigest],
  [`x@sha384_foo+bar:${hex64}`, unsupported, `the algorithm "sha384_foo+bar"`, null, goDigest],
  ["x@sha256+b64:LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564", format, `the algorithm "sha256+b64"`, null, goDigest],
  [`x@sha256:${upper}`, checksum, "hex digits in lower case", `x@${sha256}`, goDigest],
  [`Foo/bar@sha256:${upper}`, checksum, "hex digits in lower case", `Foo/bar@${sha256}`, goDigest],
  [`x@sha256:${upper.slice(1)}`, length, "has 63", null, goDigest],
  [`x@sha384:${hex64}`, length, "sha384 has 96 hex digits", null, goDigest],
  [`x@sha256:${hex64}0`, length, "has 65", null, goDigest],
  [`x@md5:${hex64.slice(32)}`, unsupported, `the algorithm "md5"`, null, goDigest],
  [`x:1@SHA256:${hex64}`, checksum, `write "SHA256" in lower case`, `x:1@${sha256}`, goDigest],

  // The first colon is the digest's, so what goes before it is taken for the name.
  [`x@SHA256:${hex64}`, lowercase("library/x@SHA256"), `write "SHA256" in lower case`, `x@${sha256}`, parse],
  ["Foo_bar/x", "repository name must be lowercase", `write "Foo_bar" in lower case`, "foo_bar/x", parse],
  ["\u212Aubernetes.io/x", "repository name must be lowercase", "U+212A", "kubernetes.io/x", parse],
  ["\u0130.io/x", "repository name must be lowercase", "U+0130", "i.io/x", parse],
  ["[]:1/x", format, "brackets hold an IPv6 address", null, parse],
  ["x:1:2/y", format, `correct the port "1:2" of host "x"`, null, parse],
  ["foo_bar.com/X", lowercase("X"), `write "X" in lower case`, "foo_bar.com/x", parse],
  ["Foo/bar:", format, `write a tag after "Foo/bar:"`, null, parse],
  ["GHCR.io/Acme/App:V1", lowercase("Acme/App"), `"Acme"`, "GHCR.io/acme/app:V1", parse],
  ["https://ghcr.io/Acme/App:V1", lowercase("/ghcr.io/Acme/App"), `remove "https://"`, "ghcr.io/acme/app:V1", parse],
  ["a".repeat(248), long, "it has 256 characters", null, parse],
  [`docker.io/${"a".repeat(248)}`, long, "it has 256 characters", null, parse],
  [`foo_bar.com/${"a".repeat(244)}`, long, "it has 256 characters", null, parse],
  [`${"a".repeat(256)}/x@md5:${hex64}`, long, "it has 258 characters", null, parse],
  ["nginx:", format, `write a tag after "nginx:", or remove the colon`, null, parse],
  ["nginx@", format, `write a digest after "nginx@", or remove "@"`, null, parse],
  [`nginx:@${sha256}`, format, `write a tag after "nginx:", or remove the colon`, null, parse],
  [`nginx@${sha256}:1.27`, format, "is not a hex digit", null, parse],
  [`nginx@${sha256}@${sha256}`, format, `keep one "@"`, null, parse],
  ["nginx:1.27:alpine", format, `keep one tag of "1.27:alpine"`, null, parse],
  ["nginx:-x", format, `not with "-"`, null, parse],
  ["nginx:.x", format, `not with "."`, null, parse],
  [`nginx:${"t".repeat(129)}`, format, "it has 129 characters, and 128 is the most", null, parse],
  ["app:v1.0.0+build5", format, `in place of "+" in the tag "v1.0.0+build5"`, null, parse],
  ["nginx:1.27/foo", format, `correct the port "1.27" of host "nginx"`, null, parse],
  ["foo/bar:1.0/baz", format, `move the tag to the end`, null, parse],
  [`user@host.io/x`, format, `move "@" and the digest to the end`, null, parse],
  ["host:/x", format, `write the port after "host:"`, null, parse],
  [":5000/x", format, `write the registry's host before ":5000"`, null, parse],
  ["a___b", format, `replace "___" in "a___b"`, null, parse],
  ["a._b", format, `replace "._" in "a._b"`, null, parse],
  ["a+b", format, `remove "+": a name like "a+b"`, null, parse],
  ["/", format, "remove the first slash", null, parse],
  [
    "nginx:v\u212A",
    "repository name must be lowercase",
    `write a letter from a to z in place of "\u212A" (U+212A)`,
    null,
    parse,
  ],
  ["ng\u0456nx", format, `write a letter from a to z in place of "\u0456" (U+0456)`, null, parse],
  ["nginx\u200B", format, "remove U+200B", null, parse],
  ["\uFEFFnginx", format, "remove U+FEFF", null, parse],
  ["nginx\u0000", format, "remove U+0000", null, parse],
  [`"nginx"`, format, `remove the quotation mark """`, null, parse],
  ["acme\\app", format, `write "/" in place of "\\"`, null, parse],
  ["nginx, redis", format, `remove the space after "nginx,"`, null, parse],
  ["nginx:\t1", format, `remove the tab after "nginx:"`, null, parse],
  ["docker://nginx:1.27", format, `remove "docker://"`, "nginx:1.27", parse],
  ["oci://ghcr.io/acme/chart:1", format, `remove "oci://"`, "ghcr.io/acme/chart:1", parse],
  [`docker-pullable://nginx@${sha256}`, format, `remove "docker-pullable://"`, `nginx@${sha256}`, parse],
  ["s3://bucket/app", format, `remove "s3://"`, null, parse],
  ["https://hub.docker.com/r/acme/app", format, "a page of Docker Hub's web site", null, parse],
  ["${TAG", lowercase("library/${TAG"), `remove "$", or fill in what it stands for`, null, parse],

  ["eu.gcr.io/x//backend:3.14", format, `between the slashes of "x//"`, null, seen],
  ["alpine:invalid!", format, `remove "!"`, null, seen],
  ["IMAGE_URL", lowercase("library/IMAGE_URL"), `fill in what "IMAGE_URL" stands for`, null, seen],
  [
    "CONTAINER_IMAGES_REGISTRY/redis",
    "repository name must be lowercase",
    `fill in what "CONTAINER_IMAGES_REGISTRY"`,
    null,
    seen,
  ],
  ["my-docker2@sha256:25a0d4", format, `"25a0d4" has 6`, null, seen],
  ["/proxyv2:", format, `write the registry before "/proxyv2"`, null, seen],
  ["psmdb: -pmm", format, `remove the space after "psmdb:"`, null, seen],

  ["", "Required value", "write the image's name", null, validation],
  [" ", whitespace, "write the image's name", null, validation],
  ["  nginx", whitespace, `remove the space before "nginx"`, "nginx", validation],
  ["nginx:1.27 ", whitespace, `remove the space after "nginx:1.27"`, "nginx:1.27", validation],
  ["nginx\n", whitespace, `remove the line break after "nginx": a block scalar needs ">-"`, "nginx", validation],
  ["\tnginx\r\n", whitespace, `remove the whitespace around "nginx"`, "nginx", validation],
  ["\u00A0nginx", whitespace, `remove the whitespace (U+00A0) before "nginx"`, "nginx", validation],
  ["nginx\u0085", whitespace, `remove the whitespace (U+0085) after "nginx"`, "nginx", validation],
  [" https://ghcr.io/Acme/app ", whitespace, "around", "ghcr.io/acme/app", validation],
  [" nginx: ", whitespace, "around", null, validation],
  [" auto", whitespace, "before", null, validation],
];

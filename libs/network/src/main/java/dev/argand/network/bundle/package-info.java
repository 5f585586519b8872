/**
 * Model bundles: the immutable files that carry a trained network from the search to whatever
 * listens with it.
 *
 * <p>{@link dev.argand.network.bundle.BundleWriter} writes one, {@link
 * dev.argand.network.bundle.Bundle} reads and verifies it, a {@link
 * dev.argand.network.bundle.BundleStore} keeps many under their digests. The format is described in
 * docs/bundle-format.md. This package knows arrays and records only: it may not import {@code
 * ai.djl}, and it never runs a network.
 */
@NullMarked
package dev.argand.network.bundle;

import org.jspecify.annotations.NullMarked;

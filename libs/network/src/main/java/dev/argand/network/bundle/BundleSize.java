package dev.argand.network.bundle;

import dev.argand.network.bundle.ModelFormatException.Reason;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a bundle would take of the heap while it is read and gated, from its sizes alone: bytes that
 * are no model, or too large a one, must not end the process that another model serves in.
 *
 * @param weightBytes data of the weights
 * @param heapBytes most that is alive at once: the weights as bytes and as numbers, the parsed
 *     headers, the golden with its copies and its features, and every other entry
 */
record BundleSize(long weightBytes, long heapBytes) {
  /** A parsed header is this many times its text: a short name and small numbers become objects. */
  private static final int PARSED = 40;

  /** The golden as bytes, as a tensor, as rows, and the copies that are handed out. */
  private static final int GOLDEN_COPIES = 5;

  /** Features of the golden's windows one by one, together, and as what a call takes. */
  private static final int FEATURE_COPIES = 3;

  private static final int WEIGHT_COPIES = 2;

  /** Of the heap; the rest is for whatever else the process does. */
  private static final int SHARE = 2;

  private static final double MIB = 1 << 20;

  static BundleSize of(
      FileChannel in, SortedMap<String, StoredZip.Header> headers, Manifest manifest)
      throws IOException {
    long weights = 0;
    double heap = 0;
    for (Map.Entry<String, StoredZip.Header> named : headers.entrySet()) {
      StoredZip.Header entry = named.getValue();
      boolean isWeights = named.getKey().equals(Bundle.WEIGHTS);
      if (isWeights || named.getKey().equals(Bundle.GOLDEN)) {
        long header = headerBytes(StoredZip.begin(in, entry, Long.BYTES), entry.size());
        long data = entry.size() - header;
        weights = isWeights ? data : weights;
        heap += (double) PARSED * header;
        heap += isWeights ? (double) WEIGHT_COPIES * data : golden(data, manifest);
      } else {
        heap += entry.size();
      }
    }
    return new BundleSize(weights, (long) heap);
  }

  /** The length and the header itself; an impossible one is refused where it is parsed. */
  private static long headerBytes(byte[] begin, long entryBytes) {
    if (begin.length < Long.BYTES) {
      return entryBytes;
    }
    long length = ByteBuffer.wrap(begin).order(ByteOrder.LITTLE_ENDIAN).getLong();
    boolean possible = length >= 0 && length <= Safetensors.MAX_HEADER_BYTES;
    return possible ? Math.min(entryBytes, Long.BYTES + length) : Math.min(entryBytes, Long.BYTES);
  }

  private static double golden(long bytes, Manifest manifest) {
    FrontEnd frontEnd = manifest.frontEnd();
    long row = (long) Float.BYTES * (frontEnd.windowSamples() + manifest.labels().size());
    double features = (double) bytes / row * Float.BYTES * frontEnd.featureLength();
    return (double) GOLDEN_COPIES * bytes + FEATURE_COPIES * features;
  }

  /**
   * Refuses what is too large.
   *
   * @param mostWeightBytes most that the weights may take
   * @param maxHeapBytes the heap's limit
   * @throws ModelFormatException with reason BUDGET and both figures
   */
  void require(long mostWeightBytes, long maxHeapBytes) throws ModelFormatException {
    if (weightBytes > mostWeightBytes) {
      throw refused(
          "memory: its weights take %.1f MiB, at most %.1f MiB is allowed",
          weightBytes, mostWeightBytes);
    }
    if (heapBytes > maxHeapBytes / SHARE) {
      throw refused(
          "memory: reading it takes up to %.1f MiB, at most %.1f MiB, half of this process's heap,"
              + " is allowed",
          heapBytes, maxHeapBytes / SHARE);
    }
  }

  private static ModelFormatException refused(String form, long found, long most) {
    return ModelFormatException.of(
        Reason.BUDGET, String.format(Locale.ROOT, form, found / MIB, most / MIB));
  }
}

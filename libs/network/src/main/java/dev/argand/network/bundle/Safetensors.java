package dev.argand.network.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Named tensors and text metadata in the safetensors format (Hugging Face, "Safetensors", format
 * section): an 8-byte little-endian header length, a JSON header, and the values.
 *
 * <p>Only F32. The maps are copied and iterate in the order of their names. Written names are
 * sorted and the header is padded with spaces to a multiple of 8, so equal content gives equal
 * bytes. Read strictly: the tensors must cover the data exactly, without holes or overlap.
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";
  static final int MAX_HEADER_BYTES = 10_000_000;
  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

  public Safetensors {
    tensors = Collections.unmodifiableSortedMap(new TreeMap<>(tensors));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException("no tensor may be named " + METADATA);
    }
  }

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException if they would exceed 2 GB
   */
  public byte[] bytes() {
    ObjectNode header = CanonicalJson.MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = header.putObject(METADATA);
      metadata.forEach(node::put);
    }
    long end = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", "F32");
      ArrayNode shape = node.putArray("shape");
      Arrays.stream(entry.getValue().shape()).forEach(shape::add);
      long begin = end;
      end += (long) Float.BYTES * entry.getValue().values().length;
      node.putArray("data_offsets").add(begin).add(end);
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    if (Long.BYTES + padded + end > StoredZip.MAX_ENTRY_BYTES) {
      throw new IllegalArgumentException(
          "tensors must take less than 2 GB, took %d bytes".formatted(end));
    }
    ByteBuffer out =
        ByteBuffer.allocate((int) (Long.BYTES + padded + end)).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded).put(json);
    while (out.position() < Long.BYTES + padded) {
      out.put((byte) ' ');
    }
    for (Tensor tensor : tensors.values()) {
      out.asFloatBuffer().put(tensor.values());
      out.position(out.position() + Float.BYTES * tensor.values().length);
    }
    return out.array();
  }

  /**
   * Reads a file's bytes.
   *
   * @throws ModelFormatException with reason WEIGHTS if they are not safetensors of F32
   */
  public static Safetensors parse(byte[] bytes) throws ModelFormatException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    check(bytes.length >= Long.BYTES, "must have a header length of 8 bytes, had " + bytes.length);
    long length = in.getLong();
    long most = Math.min(MAX_HEADER_BYTES, bytes.length - Long.BYTES);
    check(
        length >= 2 && length <= most,
        "header length must be in [2, " + most + "], was " + Long.toUnsignedString(length));
    int dataStart = Long.BYTES + (int) length;
    TreeMap<String, String> metadata = new TreeMap<>();
    TreeMap<String, Entry> entries = new TreeMap<>();
    JsonNode header = header(bytes, (int) length);
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      if (field.getKey().equals(METADATA)) {
        readMetadata(field.getValue(), metadata);
      } else {
        entries.put(field.getKey(), Entry.of(field.getKey(), field.getValue()));
      }
    }
    checkCoverage(entries, bytes.length - dataStart);
    TreeMap<String, Tensor> tensors = new TreeMap<>();
    for (Map.Entry<String, Entry> named : entries.entrySet()) {
      Entry entry = named.getValue();
      float[] values = new float[(int) ((entry.end - entry.begin) / Float.BYTES)];
      in.position(dataStart + (int) entry.begin).asFloatBuffer().get(values);
      tensors.put(named.getKey(), new Tensor(entry.shape, values));
    }
    return new Safetensors(tensors, metadata);
  }

  private static JsonNode header(byte[] bytes, int length) throws ModelFormatException {
    check(bytes[Long.BYTES] == '{', "header must begin with '{'");
    try {
      return CanonicalJson.tree(Arrays.copyOfRange(bytes, Long.BYTES, Long.BYTES + length));
    } catch (JsonProcessingException e) {
      throw refused("header must be one JSON object: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw refused("header must be UTF-8: " + e.getMessage(), e);
    }
  }

  private static void readMetadata(JsonNode node, Map<String, String> into)
      throws ModelFormatException {
    check(node.isObject(), METADATA + " must be an object, was " + node.getNodeType());
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      check(field.getValue().isTextual(), METADATA + "." + field.getKey() + " must be a text");
      into.put(field.getKey(), field.getValue().textValue());
    }
  }

  private static void checkCoverage(Map<String, Entry> entries, long dataBytes)
      throws ModelFormatException {
    List<Map.Entry<String, Entry>> byOffset =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin)
                    .thenComparingLong(e -> e.getValue().end))
            .toList();
    long covered = 0;
    for (Map.Entry<String, Entry> named : byOffset) {
      Entry entry = named.getValue();
      check(
          entry.begin == covered && entry.end <= dataBytes,
          "%s must begin at byte %d and end by %d of the data, was [%d, %d]"
              .formatted(named.getKey(), covered, dataBytes, entry.begin, entry.end));
      covered = entry.end;
    }
    check(covered == dataBytes, "data must have %d bytes, had %d".formatted(covered, dataBytes));
  }

  private static void check(boolean condition, String detail) throws ModelFormatException {
    if (!condition) {
      throw ModelFormatException.of(ModelFormatException.Reason.WEIGHTS, "safetensors " + detail);
    }
  }

  private static ModelFormatException refused(String detail, Throwable cause) {
    return ModelFormatException.of(
        ModelFormatException.Reason.WEIGHTS, "safetensors " + detail, cause);
  }

  /** One tensor's line of the header: bytes [begin, end) of the data. */
  private record Entry(long[] shape, long begin, long end) {
    static Entry of(String name, JsonNode node) throws ModelFormatException {
      check(
          node.isObject() && node.size() == FIELDS.size() && FIELDS.stream().allMatch(node::has),
          name + " must be an object of dtype, shape and data_offsets, was " + node);
      check(
          node.get("dtype").isTextual() && node.get("dtype").textValue().equals("F32"),
          name + " must have dtype F32, had " + node.get("dtype"));
      long[] shape = longs(name, "shape", node.get("shape"));
      long[] offsets = longs(name, "data_offsets", node.get("data_offsets"));
      check(
          offsets.length == 2 && offsets[0] <= offsets[1],
          name + " must have data_offsets [begin, end], had " + Arrays.toString(offsets));
      long size;
      try {
        size = Math.multiplyExact(Tensor.sizeOf(shape), (long) Float.BYTES);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw refused(name + " has an impossible shape " + Arrays.toString(shape), e);
      }
      check(
          offsets[1] - offsets[0] == size,
          "%s of shape %s must have %d bytes, had %d"
              .formatted(name, Arrays.toString(shape), size, offsets[1] - offsets[0]));
      return new Entry(shape, offsets[0], offsets[1]);
    }

    private static long[] longs(String name, String field, JsonNode node)
        throws ModelFormatException {
      boolean valid = node.isArray();
      for (JsonNode number : node) {
        valid &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
      }
      check(valid, name + "." + field + " must be a list of whole numbers, was " + node);
      long[] longs = new long[node.size()];
      Arrays.setAll(longs, i -> node.get(i).longValue());
      return longs;
    }
  }
}

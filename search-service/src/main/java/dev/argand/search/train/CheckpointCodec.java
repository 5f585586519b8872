package dev.argand.search.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.argand.network.training.TrainerState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * A checkpoint as bytes: the magic {@code ARGANDCK}, a version and a header length (32-bit, little
 * endian, as all numbers are), a JSON header with the names and lengths of the vectors, padding to
 * a multiple of 8, the vectors of doubles, then those of floats, each in the order of their names,
 * and the SHA-256 of all that.
 */
final class CheckpointCodec {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] MAGIC = "ARGANDCK".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER_START = MAGIC.length + 2 * Integer.BYTES;
  private static final int DIGEST_BYTES = 32;

  private CheckpointCodec() {}

  static byte[] encode(Checkpoint checkpoint) {
    byte[] header = header(checkpoint).toString().getBytes(StandardCharsets.UTF_8);
    long size = padded(HEADER_START + header.length) + DIGEST_BYTES;
    for (double[] values : checkpoint.state().doubles().values()) {
      size += (long) Double.BYTES * values.length;
    }
    for (float[] values : checkpoint.state().floats().values()) {
      size += (long) Float.BYTES * values.length;
    }
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC);
    out.putInt(VERSION).putInt(header.length).put(header);
    out.position(padded(out.position()));
    for (double[] values : checkpoint.state().doubles().values()) {
      out.asDoubleBuffer().put(values);
      out.position(out.position() + Double.BYTES * values.length);
    }
    for (float[] values : checkpoint.state().floats().values()) {
      out.asFloatBuffer().put(values);
      out.position(out.position() + Float.BYTES * values.length);
    }
    return out.put(digest(out.array(), out.position())).array();
  }

  private static ObjectNode header(Checkpoint checkpoint) {
    ObjectNode header = JSON.createObjectNode();
    header.put("runId", checkpoint.runId());
    header.put("phase", checkpoint.phase());
    header.put("step", checkpoint.step());
    header.put("genotype", checkpoint.genotype());
    ObjectNode carried = header.putObject("carried");
    // As bits, so that they come back exactly, also where they are not finite.
    new TreeMap<>(checkpoint.carried())
        .forEach((name, value) -> carried.put(name, Double.doubleToLongBits(value)));
    ObjectNode doubles = header.putObject("doubles");
    checkpoint.state().doubles().forEach((name, values) -> doubles.put(name, values.length));
    ObjectNode floats = header.putObject("floats");
    checkpoint.state().floats().forEach((name, values) -> floats.put(name, values.length));
    return header;
  }

  /**
   * Reads what {@link #encode} gave.
   *
   * @throws IOException with one line, if it is anything else
   */
  static Checkpoint decode(byte[] bytes) throws IOException {
    int end = bytes.length - DIGEST_BYTES;
    require(
        end >= HEADER_START && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length),
        "it is no checkpoint");
    require(
        Arrays.equals(digest(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length)),
        "its digest is not that of its content");
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
    int version = in.getInt();
    require(version == VERSION, "version %d was expected, was %d".formatted(VERSION, version));
    byte[] header = new byte[in.getInt()];
    in.get(header);
    in.position(padded(in.position()));
    JsonNode said = JSON.readTree(header);
    Map<String, Double> carried = new TreeMap<>();
    said.get("carried")
        .properties()
        .forEach(e -> carried.put(e.getKey(), Double.longBitsToDouble(e.getValue().longValue())));
    Map<String, double[]> doubles = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : said.get("doubles").properties()) {
      double[] values = new double[entry.getValue().intValue()];
      in.asDoubleBuffer().get(values);
      in.position(in.position() + Double.BYTES * values.length);
      doubles.put(entry.getKey(), values);
    }
    Map<String, float[]> floats = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : said.get("floats").properties()) {
      float[] values = new float[entry.getValue().intValue()];
      in.asFloatBuffer().get(values);
      in.position(in.position() + Float.BYTES * values.length);
      floats.put(entry.getKey(), values);
    }
    return new Checkpoint(
        said.get("runId").textValue(),
        said.get("phase").textValue(),
        said.get("step").intValue(),
        said.get("genotype").textValue(),
        carried,
        new TrainerState(floats, doubles));
  }

  private static void require(boolean condition, String message) throws IOException {
    if (!condition) {
      throw new IOException(message);
    }
  }

  private static int padded(int position) {
    return (position + 7) / 8 * 8;
  }

  private static byte[] digest(byte[] bytes, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, 0, length);
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }
}

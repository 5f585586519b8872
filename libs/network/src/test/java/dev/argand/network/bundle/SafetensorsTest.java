package dev.argand.network.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  /** What Python's safetensors 0.8.0 writes for a = float32 [1, -2] and metadata k = v. */
  private static final String PUBLISHED =
      "50000000000000007b225f5f6d657461646174615f5f223a7b226b223a2276227d2c2261223a7b22"
          + "6474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a"
          + "5b302c385d7d7d200000803f000000c0";

  @Test
  void parse_itsOwnBytes_givesTheSame() throws Exception {
    Map<String, Tensor> tensors =
        Map.of(
            "b", Tensor.of(new float[] {1, Float.MIN_VALUE, -0.0f, Float.NaN, 5, 6}, 2, 3),
            "a \"ü\"", Tensor.of(new float[] {7}),
            "none", Tensor.of(new float[0], 0, 4));
    Safetensors written = new Safetensors(tensors, Map.of("k", "v", "j", ""));
    assertThat(Safetensors.parse(written.bytes())).isEqualTo(written);
    assertThat(Safetensors.parse(new Safetensors(Map.of(), Map.of()).bytes()).tensors()).isEmpty();
  }

  @Test
  void bytes_anyOrderOfInsertion_areEqualAndAligned() {
    Map<String, Tensor> one = new LinkedHashMap<>();
    one.put("x", Tensor.of(new float[] {1}, 1));
    one.put("a", Tensor.of(new float[] {2}, 1));
    Map<String, Tensor> two = new LinkedHashMap<>();
    two.put("a", Tensor.of(new float[] {2}, 1));
    two.put("x", Tensor.of(new float[] {1}, 1));
    byte[] bytes = new Safetensors(one, Map.of()).bytes();
    assertThat(bytes).isEqualTo(new Safetensors(two, Map.of()).bytes());
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8).isZero();
  }

  @Test
  void bytes_sameContentAsThePublishedLibrary_areTheSame() throws Exception {
    Safetensors content =
        new Safetensors(Map.of("a", Tensor.of(new float[] {1, -2}, 2)), Map.of("k", "v"));
    byte[] published = HexFormat.of().parseHex(PUBLISHED);
    assertThat(content.bytes()).isEqualTo(published);
    assertThat(Safetensors.parse(published)).isEqualTo(content);
  }

  @Test
  void parse_truncatedAnywhere_isRefused() {
    byte[] bytes =
        new Safetensors(Map.of("a", Tensor.of(new float[] {1, 2, 3}, 3)), Map.of("k", "v")).bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), "");
    }
    assertRefused(Arrays.copyOf(bytes, bytes.length + 1), "data must have 12 bytes, had 13");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, -1, 1L << 32, 100_000_000, 0, 1})
  void parse_impossibleHeaderLength_isRefused(long length) {
    byte[] bytes = file("{}", 64);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertRefused(bytes, "header length must be in [2, ");
  }

  @Test
  void parse_otherTypes_areRefusedByName() {
    assertRefused(file("{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}", 8), "\"F64\"");
    assertRefused(file("{'a':{'dtype':1,'shape':[1],'data_offsets':[0,4]}}", 4), "F32, had 1");
  }

  @Test
  void parse_offsetsThatDoNotFit_areRefused() {
    assertRefused(file(f32("a", "[2]", "[0,4]"), 4), "must have 8 bytes, had 4");
    assertRefused(file(f32("a", "[1]", "[0,4]"), 0), "was [0, 4]");
    assertRefused(file(f32("a", "[1]", "[4,8]"), 8), "a must begin at byte 0");
    assertRefused(file(f32("a", "[1]", "[4,0]"), 4), "[begin, end]");
    assertRefused(file(f32("a", "[1]", "[-4,0]"), 4), "whole numbers");
    assertRefused(file(f32("a", "[1]", "[0,4,8]"), 4), "[begin, end]");
    assertRefused(file(f32("a", "[1]", "[0.0,4]"), 4), "whole numbers");
    assertRefused(file(f32("a", "[99999999999999999999]", "[0,4]"), 4), "whole numbers");
    assertRefused(file(f32("a", "[9999999999,9999999999]", "[0,4]"), 4), "impossible shape");
    assertRefused(file(f32("a", "[4611686018427387905]", "[0,4]"), 4), "impossible shape");
    assertRefused(file(f32("a", "1", "[0,4]"), 4), "whole numbers");
  }

  @Test
  void parse_overlapOrHole_isRefused() {
    String a = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";
    String overlap = "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}";
    String hole = "'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}";
    assertRefused(file("{" + a + "," + overlap + "}", 8), "b must begin at byte 8");
    assertRefused(file("{" + a + "," + hole + "}", 16), "b must begin at byte 8");
  }

  @Test
  void parse_headerThatIsNoObjectOfTensors_isRefused() {
    assertRefused(file("[]", 0), "begin with '{'");
    assertRefused(file(" {}", 0), "begin with '{'");
    assertRefused(file("{} x", 0), "header");
    assertRefused(file("{'a':", 0), "header");
    assertRefused(file("{'a':1}", 0), "dtype, shape and data_offsets");
    assertRefused(file("{'__metadata__':{'a':1}}", 0), "must be a text");
    assertRefused(file("{'__metadata__':1}", 0), "must be an object");
    assertRefused(file("{'__metadata__':{},'__metadata__':{}}", 0), "header");
    assertRefused(
        file("{'a':{'dtype':'F32','shape':[0],'data_offsets':[0,0],'x':1}}", 0),
        "must be an object");
    byte[] illFormed = file("{'a':1}", 0);
    illFormed[10] = (byte) 0xff;
    assertRefused(illFormed, "UTF-8");
  }

  private static void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> Safetensors.parse(bytes))
        .asInstanceOf(InstanceOfAssertFactories.type(ModelFormatException.class))
        .satisfies(
            e -> assertThat(e.reason()).isEqualTo(ModelFormatException.Reason.WEIGHTS),
            e -> assertThat(e).hasMessageContaining(message));
  }

  private static String f32(String name, String shape, String offsets) {
    return "{'%s':{'dtype':'F32','shape':%s,'data_offsets':%s}}".formatted(name, shape, offsets);
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return out.putLong(json.length).put(json).array();
  }
}

package dev.argand.inference.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

class ByteDeltaPropertyTest {
  @Property
  void anyBytes_areReadAsTheyWereWritten(@ForAll byte[] other, @ForAll byte[] bytes) {
    assertThat(read(other, write(other, bytes))).isEqualTo(bytes);
  }

  @Property
  void nearlyEqualBytes_areReadAsTheyWereWritten_andAreShort(@ForAll byte[] other, @ForAll int at) {
    byte[] bytes = other.clone();
    if (bytes.length > 0) {
      bytes[Math.floorMod(at, bytes.length)]++;
    }

    byte[] written = write(other, bytes);

    assertThat(read(other, written)).isEqualTo(bytes);
    // Two numbers before the byte, one behind it, and the length; long arrays have longer numbers.
    assertThat(written).hasSizeLessThanOrEqualTo(bytes.length < 127 ? 5 : 10);
  }

  @Property
  void bytesThatDifferHereAndThere_takeAtMostAFewMoreThanTheyAre(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] other = new byte[100];
    random.nextBytes(other);
    byte[] bytes = Arrays.copyOf(other, 50 + random.nextInt(100));
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(4) == 0) {
        bytes[i] = (byte) random.nextInt();
      }
    }

    byte[] written = write(other, bytes);

    assertThat(read(other, written)).isEqualTo(bytes);
    assertThat(written).hasSizeLessThanOrEqualTo(bytes.length + 6);
  }

  @Example
  void nothing_isOneByte() {
    assertThat(write(new byte[] {1}, null)).containsExactly(0);
    assertThat(read(new byte[] {1}, new byte[] {0})).isNull();
  }

  private static byte[] write(byte[] other, byte @Nullable [] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteDelta.write(out, other, bytes);
    return out.toByteArray();
  }

  private static byte @Nullable [] read(byte[] other, byte[] written) {
    ByteBuffer in = ByteBuffer.wrap(written);
    byte @Nullable [] bytes = ByteDelta.read(in, other);
    assertThat(in.hasRemaining()).isFalse();
    return bytes;
  }
}

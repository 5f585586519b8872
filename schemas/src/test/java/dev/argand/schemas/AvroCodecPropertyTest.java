package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Recognition;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class AvroCodecPropertyTest {
  private final AvroCodec<AudioFrame> frames = AvroCodec.of(AudioFrame.class);
  private final AvroCodec<Recognition> recognitions = AvroCodec.of(Recognition.class);

  @Property(tries = 200)
  void decode_ofRandomBytes_isRefused(@ForAll @Size(max = 64) byte[] bytes) {
    assertThat(decodesOrIsRefused(frames, bytes)).isFalse();
  }

  @Property(tries = 300)
  void decode_ofRandomBodyUnderAKnownFingerprint_neverFailsInAnotherWay(
      @ForAll @Size(max = 200) byte[] body) {
    byte[] header = recognitions.encode(Samples.recognition());
    byte[] message = new byte[10 + body.length];
    System.arraycopy(header, 0, message, 0, 10);
    System.arraycopy(body, 0, message, 10, body.length);

    decodesOrIsRefused(recognitions, message);
  }

  @Property(tries = 300)
  void decode_ofOneDamagedByte_neverFailsInAnotherWay(
      @ForAll @IntRange(max = 1000) int at, @ForAll byte value) {
    byte[] message = recognitions.encode(Samples.recognition());
    message[at % message.length] = value;

    decodesOrIsRefused(recognitions, message);
  }

  @Property(tries = 100)
  void decode_ofEncoded_isEqual(@ForAll @Size(max = 400) byte[] pcm) throws Exception {
    AudioFrame frame = Samples.frame(pcm);

    assertThat(frames.decode(frames.encode(frame))).isEqualTo(frame);
  }

  /** True if it decodes; any exception but the typed one escapes and fails the property. */
  private static boolean decodesOrIsRefused(AvroCodec<?> codec, byte[] bytes) {
    try {
      codec.decode(bytes);
      return true;
    } catch (WireFormatException e) {
      assertThat(e.getMessage()).startsWith("not a ");
      return false;
    }
  }
}

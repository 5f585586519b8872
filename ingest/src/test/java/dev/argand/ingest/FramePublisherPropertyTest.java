package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** Whatever is played, however it is read and whichever frame is lost on the way. */
final class FramePublisherPropertyTest {
  private final Clock clock = Clock.systemUTC();

  @Property(tries = 60)
  void publish_ofAnyFormatAndChunking_joinsToTheSourcesBytes(
      @ForAll PcmEncoding encoding,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 9_000) int sampleRateHz,
      @ForAll @IntRange(max = 3_000) int samples,
      @ForAll Random random)
      throws Exception {
    PcmFormat format = new PcmFormat(sampleRateHz, channels, encoding);
    byte[] pcm = new byte[samples * format.bytesPerSampleFrame()];
    random.nextBytes(pcm);
    FailingProducer kafka = new FailingProducer(-1, new TimeoutException("never"));

    publish(kafka, chunked(new PcmSource(format, pcm), random));

    assertThat(PublishedFrames.sessions(sent(kafka)).values()).containsExactly(pcm);
  }

  @Property(tries = 40)
  void publish_withAnyFrameLost_bringsEverySampleInOrder(
      @ForAll @IntRange(max = 60) int lost, @ForAll Random random) throws Exception {
    PcmFormat format = new PcmFormat(100, 1, PcmEncoding.U8);
    byte[] pcm = new byte[505];
    random.nextBytes(pcm);
    FailingProducer kafka = new FailingProducer(lost, new TimeoutException("lost"));

    publish(kafka, new PcmSource(format, pcm));

    List<AudioFrame> frames = sent(kafka);
    String last = frames.get(frames.size() - 1).getSessionId();
    byte[] ending =
        PublishedFrames.sessions(
                frames.stream().filter(frame -> frame.getSessionId().equals(last)).toList())
            .values()
            .iterator()
            .next();
    assertThat(pcm).endsWith(ending);
    // What the last session leaves out stands, in order, at the beginning of the first.
    int before = pcm.length - ending.length;
    int[] at = {0};
    frames.stream()
        .filter(frame -> !frame.getSessionId().equals(last))
        .takeWhile(frame -> at[0] < before)
        .forEach(
            frame -> {
              assertThat(frame.getFirstSampleIndex()).isEqualTo(at[0]);
              at[0] += PublishedFrames.pcm(frame).length;
            });
    assertThat(at[0]).isEqualTo(before);
  }

  private void publish(FailingProducer kafka, AudioSource source) throws Exception {
    new FramePublisher(
            kafka,
            "audio.frames",
            new SessionIds(clock, () -> 1),
            sourceId -> Optional.empty(),
            clock,
            new IngestCounters(new SimpleMeterRegistry()))
        .publish("yard", source, new Pacer(0, System::nanoTime, nanos -> false), detail -> {});
  }

  private static List<AudioFrame> sent(FailingProducer kafka) {
    return kafka.history().stream().map(ProducerRecord::value).toList();
  }

  private static AudioSource chunked(AudioSource source, Random random) {
    int whole = source.format().bytesPerSampleFrame();
    return new AudioSource() {
      @Override
      public PcmFormat format() {
        return source.format();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return source.read(buffer, offset, Math.min(length, whole * (1 + random.nextInt(50))));
      }
    };
  }
}

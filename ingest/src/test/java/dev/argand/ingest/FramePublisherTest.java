package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import dev.argand.signal.AudioClip;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import dev.argand.testkit.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class FramePublisherTest {
  private static final PcmFormat STEREO = new PcmFormat(11_025, 2, PcmEncoding.S24LE);
  private static final long START_MICROS = 1_700_000_000_000_000L;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> trouble = new ArrayList<>();

  @Test
  void publish_cutsTenthsOfASecondAndEndsTheSession() throws Exception {
    byte[] pcm = pcm(6 * 2_500);
    MockProducer<String, AudioFrame> kafka = kafka();

    long played = publish(kafka, new PcmSource(STEREO, pcm));

    List<AudioFrame> frames = sent(kafka);
    assertThat(played).isEqualTo(2_500);
    assertThat(frames)
        .extracting(AudioFrame::getFirstSampleIndex)
        .containsExactly(0L, 1_102L, 2_204L, 2_500L);
    assertThat(PublishedFrames.sessions(frames).values()).containsExactly(pcm);
  }

  @Test
  void publish_keepsTheSourcesFormatKeyAndTimes() throws Exception {
    MockProducer<String, AudioFrame> kafka = kafka();

    publish(kafka, new PcmSource(STEREO, pcm(6 * 1_102)));

    AudioFrame frame = sent(kafka).get(0);
    assertThat(kafka.history())
        .allSatisfy(record -> assertThat(record.key()).isEqualTo("yard"))
        .allSatisfy(record -> assertThat(record.topic()).isEqualTo("audio.frames"));
    assertThat(frame.getSampleRateHz()).isEqualTo(11_025);
    assertThat(frame.getChannels()).isEqualTo(2);
    assertThat(frame.getEncoding()).isEqualTo(FrameEncoding.S24LE);
    assertThat(frame.getCaptureTimeMicros()).isEqualTo(START_MICROS + 1_102L * 1_000_000 / 11_025);
  }

  @Test
  void publish_ofAClip_keepsItsSamplesBitForBit() throws Exception {
    MockProducer<String, AudioFrame> kafka = kafka();
    float[] samples = {0.1f, -0.25f, Math.nextDown(1f), Float.MIN_VALUE, -1f};

    publish(kafka, PcmSource.of(new AudioClip(samples, 16_000)));

    AudioFrame frame = sent(kafka).get(0);
    float[] received = new float[samples.length];
    ByteBuffer.wrap(PublishedFrames.pcm(frame))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(received);
    assertThat(frame.getEncoding()).isEqualTo(FrameEncoding.F32LE);
    assertThat(received).isEqualTo(samples);
  }

  @Test
  void publish_ofASourceThatGivesLittleAtATime_fillsItsFrames() throws Exception {
    byte[] pcm = pcm(6 * 2_500);
    PcmSource whole = new PcmSource(STEREO, pcm);
    MockProducer<String, AudioFrame> kafka = kafka();

    publish(kafka, trickle(whole));

    assertThat(sent(kafka)).hasSize(4);
    assertThat(PublishedFrames.sessions(sent(kafka)).values()).containsExactly(pcm);
  }

  @Test
  void publish_afterATimeout_sendsAllFromTheLostFrameAgainAsANewSession() throws Exception {
    byte[] pcm = pcm(6 * 1_102 * 5);
    FailingProducer kafka = new FailingProducer(2, new TimeoutException("expired"));

    publish(kafka, new PcmSource(STEREO, pcm));

    List<AudioFrame> frames = sent(kafka);
    List<String> sessions = frames.stream().map(AudioFrame::getSessionId).distinct().toList();
    assertThat(sessions).hasSize(2).isSorted();
    List<AudioFrame> second =
        frames.stream().filter(frame -> frame.getSessionId().equals(sessions.get(1))).toList();
    byte[] fromTheThird = java.util.Arrays.copyOfRange(pcm, 6 * 1_102 * 2, pcm.length);
    assertThat(PublishedFrames.sessions(second).values()).containsExactly(fromTheThird);
    assertThat(second.get(0).getCaptureTimeMicros())
        .as("times go on where they were")
        .isBetween(
            START_MICROS + 3L * 1_102 * 1_000_000 / 11_025 - 1,
            START_MICROS + 3L * 1_102 * 1_000_000 / 11_025);
    assertThat(trouble).contains("waiting for Kafka: expired").last().isEqualTo("");
    assertThat(errors("redelivered")).isEqualTo(1);
  }

  @Test
  void publish_afterARefusalForGood_failsWithTheReason() {
    FailingProducer kafka = new FailingProducer(1, new RecordTooLargeException("too large"));

    assertThatThrownBy(() -> publish(kafka, new PcmSource(STEREO, pcm(6 * 1_102 * 5))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("yard")
        .hasMessageContaining("too large");
  }

  @Test
  void publish_counts_whatKafkaAcknowledged() throws Exception {
    publish(kafka(), new PcmSource(STEREO, pcm(6 * 2_500)));

    assertThat(registry.get("ingest.frames").counter().count()).isEqualTo(4);
    assertThat(registry.get("ingest.samples").counter().count()).isEqualTo(2_500);
    assertThat(registry.get("ingest.pcm").counter().count()).isEqualTo(15_000);
  }

  @Test
  void frameBytes_staysBelowTheTopicsLimit() {
    PcmFormat extreme = new PcmFormat(384_000, 64, PcmEncoding.F64LE);

    assertThat(FramePublisher.frameBytes(extreme)).isEqualTo(524_288);
    assertThat(FramePublisher.frameBytes(new PcmFormat(16_000, 1, PcmEncoding.S16LE)))
        .isEqualTo(3_200);
    assertThat(FramePublisher.frameBytes(new PcmFormat(5, 1, PcmEncoding.U8))).isEqualTo(1);
  }

  /** As of a virtual machine that wakes up before its clock is set. */
  @Test
  void publish_ofASessionThatBeganDaysAhead_goesOnAsAnother_onceTheClockIsRight() throws Exception {
    byte[] pcm = pcm(6 * 1_102 * 5);
    PcmSource whole = new PcmSource(STEREO, pcm);
    Instant now = Instant.ofEpochSecond(START_MICROS / 1_000_000);
    ManualClock clock = new ManualClock(now.plus(Duration.ofDays(3)));
    MockProducer<String, AudioFrame> kafka = kafka();
    int[] reads = {0};

    publish(
        kafka,
        new AudioSource() {
          @Override
          public PcmFormat format() {
            return STEREO;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            if (++reads[0] == 3) {
              clock.set(now);
            }
            return whole.read(buffer, offset, length);
          }
        },
        clock);

    List<AudioFrame> frames = sent(kafka);
    List<AudioFrame> heard =
        frames.stream().filter(frame -> frame.getSessionId().startsWith("17000000000")).toList();
    assertThat(frames.subList(0, 2)).doesNotContainAnyElementsOf(heard);
    byte[] fromTheThird = java.util.Arrays.copyOfRange(pcm, 6 * 1_102 * 2, pcm.length);
    assertThat(PublishedFrames.sessions(heard).values()).containsExactly(fromTheThird);
    assertThat(heard.get(0).getCaptureTimeMicros())
        .isEqualTo(START_MICROS + 1_102L * 1_000_000 / 11_025);
  }

  private long publish(MockProducer<String, AudioFrame> kafka, AudioSource source)
      throws Exception {
    Instant now = Instant.ofEpochSecond(START_MICROS / 1_000_000);
    return publish(kafka, source, Clock.fixed(now, ZoneOffset.UTC));
  }

  private long publish(MockProducer<String, AudioFrame> kafka, AudioSource source, Clock clock)
      throws Exception {
    FramePublisher publisher =
        new FramePublisher(
            kafka,
            "audio.frames",
            new SessionIds(clock, () -> 7),
            sourceId -> Optional.empty(),
            clock,
            new IngestCounters(registry));
    return publisher.publish(
        "yard", source, new Pacer(0, System::nanoTime, nanos -> false), trouble::add);
  }

  private double errors(String reason) {
    return registry.get("ingest.errors").tag("reason", reason).counter().count();
  }

  private static List<AudioFrame> sent(MockProducer<String, AudioFrame> kafka) {
    return kafka.history().stream().map(ProducerRecord::value).toList();
  }

  private static AudioSource trickle(AudioSource source) {
    return new AudioSource() {
      @Override
      public PcmFormat format() {
        return source.format();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return source.read(buffer, offset, Math.min(length, 6 * 17));
      }
    };
  }

  private static byte[] pcm(int length) {
    byte[] pcm = new byte[length];
    for (int i = 0; i < length; i++) {
      pcm[i] = (byte) (i * 31 + i / 251);
    }
    return pcm;
  }

  private static MockProducer<String, AudioFrame> kafka() {
    return new FailingProducer(Integer.MAX_VALUE, new TimeoutException("never"));
  }
}

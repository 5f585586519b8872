package dev.argand.launcher.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.argand.inference.Guarantee;
import dev.argand.network.ModelEngine;
import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class StreamBenchTest {
  private static final StreamCase TWENTY_MS =
      new StreamCase(640, 1, Guarantee.EXACTLY_ONCE, ModelEngine.PYTORCH);

  @Test
  void cpuTime_isSplitByStage_andAddsUp() {
    CpuReading earlier = new CpuReading(0, 1, 0.5, 0.1, 0.1, 0.2, 0.05, 100, 0, 50, 1_000);
    CpuReading later =
        new CpuReading(10_000_000_000L, 6, 3.5, 0.6, 0.6, 1.7, 0.35, 1_100, 40, 550, 0);
    CpuReading spent = later.since(earlier);

    Map<String, Double> stages = StreamBench.byStage(spent);

    assertThat(spent.seconds()).isEqualTo(10);
    // 500 s came in, and 40 windows of half a second each were never asked about.
    assertThat(spent.shedSeconds(0.5)).isEqualTo(20);
    assertThat(spent.heardSeconds(0.5)).isEqualTo(480);
    assertThat(stages.keySet())
        .containsExactly("signal", "handOver", "model", "kafka", "runtime", "total");
    Map<String, Long> rounded = new HashMap<>();
    stages.forEach((stage, micros) -> rounded.put(stage, Math.round(micros)));
    // Stream threads 3 s of which 2.3 in frames; Kafka's own threads 0.5 s; the process 5 s.
    assertThat(rounded)
        .containsOnly(
            entry("signal", 500L),
            entry("handOver", 300L),
            entry("model", 1_500L),
            entry("kafka", 1_200L),
            entry("runtime", 1_500L),
            entry("total", 5_000L));
  }

  /** What is still on its way would cost CPU time while others are measured. */
  @Test
  void silence_waitsUntilAllIsTaken() throws Exception {
    NoiseTalkers talkers = new NoiseTalkers(producer(), "b.", TWENTY_MS, "probe", 5);
    talkers.round();
    talkers.round();
    List<Double> taken = new ArrayList<>(List.of(7.0, 7.1, 7.19, 7.2));

    StreamBench.silence(
        talkers, 7, () -> new CpuReading(0, 0, 0, 0, 0, 0, 0, 0, 0, taken.remove(0), 0));

    assertThat(taken).isEmpty();
  }

  @Test
  void result_saysWhatWasShed() {
    StreamResult result =
        new StreamResult(
            TWENTY_MS, 3, 0.5, 90, 100, 1, 2, 3, 4, 10, 0.25, 1.5, Map.of("total", 5.0), 1.1);

    assertThat(result.asMap())
        .containsEntry("behindSeconds", 0.25)
        .containsEntry("shedSeconds", 1.5);
  }

  @Test
  void percentile_isTheLeastThatSoManyDoNotExceed() {
    long[] sorted = new long[100];
    for (int i = 0; i < 100; i++) {
      sorted[i] = i + 1;
    }

    assertThat(StreamBench.at(sorted, 0.5)).isEqualTo(50);
    assertThat(StreamBench.at(sorted, 0.99)).isEqualTo(99);
    assertThat(StreamBench.at(new long[] {7}, 0.5)).isEqualTo(7);
  }

  @Test
  void talkers_speakContiguously_eachInItsOwnSession() throws Exception {
    MockProducer<String, byte[]> producer = producer();
    NoiseTalkers talkers = new NoiseTalkers(producer, "b.", TWENTY_MS, "live", 3);
    AtomicInteger asked = new AtomicInteger();

    talkers.round();
    talkers.speak(40_000_000L, () -> asked.incrementAndGet() > 12);
    talkers.fallSilent();

    Map<String, Long> next = new HashMap<>();
    List<String> ended = new ArrayList<>();
    for (ProducerRecord<String, byte[]> record : producer.history()) {
      AudioFrame frame = AvroCodec.of(AudioFrame.class).decode(record.value());
      assertThat(record.key()).isEqualTo(frame.getSourceId());
      long first = next.getOrDefault(frame.getSourceId(), 0L);
      assertThat(frame.getFirstSampleIndex()).isEqualTo(first);
      next.put(frame.getSourceId(), first + frame.getPcm().remaining() / 2);
      if (frame.getEndOfSession()) {
        ended.add(frame.getSourceId());
      } else {
        assertThat(frame.getPcm().remaining()).isEqualTo(640);
      }
    }
    assertThat(ended).containsExactly("live-0", "live-1", "live-2");
    assertThat(talkers.sentSeconds()).isEqualTo(15 * 0.02);
    assertThat(next.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(15 * 320);
  }

  @Test
  void changelogs_areCounted_andNothingElse() {
    AtomicLong counter = new AtomicLong();
    ChangelogBytes bytes = new ChangelogBytes();
    bytes.configure(Map.of(ChangelogBytes.COUNTER, counter));

    bytes.onSend(new ProducerRecord<>("app-chunks-changelog", new byte[10], new byte[100]));
    bytes.onSend(new ProducerRecord<>("app-chunks-changelog", new byte[10], null));
    bytes.onSend(new ProducerRecord<>("recognitions", new byte[10], new byte[100]));

    // Three lengths, attributes, time, offset, number of headers, and a share of the batch.
    assertThat(counter).hasValue((2 + 1 + 2 + 6 + 110) + (1 + 1 + 1 + 6 + 10));
  }

  private static MockProducer<String, byte[]> producer() {
    return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  }
}

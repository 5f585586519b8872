package dev.argand.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.signal.PcmEncoding;
import dev.argand.signal.PcmFormat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class OrderedDeliveryTest {
  private static final PcmFormat MONO = new PcmFormat(8_000, 1, PcmEncoding.S16LE);

  private final MockProducer<String, AudioFrame> kafka =
      new MockProducer<>(
          false, null, new StringSerializer(), AvroCodec.of(AudioFrame.class).serializer());
  private final List<String> trouble = new CopyOnWriteArrayList<>();

  @Test
  void finish_whileKafkaTakesNothing_saysSo_andSaysWhenItIsOver() throws Exception {
    SessionIds ids = new SessionIds(Clock.systemUTC(), () -> 7);
    OrderedDelivery delivery =
        new OrderedDelivery(
            kafka,
            "audio.frames",
            new Session("yard", ids.next("yard"), MONO, 0, 0),
            ids,
            new IngestCounters(new SimpleMeterRegistry()),
            Duration.ofMillis(1),
            trouble::add);
    delivery.send(0, new byte[2], true);
    FutureTask<Void> finishing =
        new FutureTask<>(
            () -> {
              delivery.finish();
              return null;
            });
    new Thread(finishing, "finishing").start();

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(trouble).singleElement().asString().startsWith("waiting for Kafka"));
    assertThat(finishing.isDone()).isFalse();
    kafka.completeNext();
    finishing.get();

    assertThat(trouble).hasSize(2).last().isEqualTo("");
  }
}

package dev.argand.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitWatchTest {
  private static final TopicPartition FRAMES = new TopicPartition("frames", 2);
  private static final TopicPartition OTHER = new TopicPartition("other", 2);

  private @Nullable RuntimeException failure;

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
          if (failure != null) {
            throw failure;
          }
          super.commitSync(offsets);
        }
      };

  private final KafkaClientSupplier clients =
      new KafkaClientSupplier() {
        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
          return consumer;
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
          throw new UnsupportedOperationException();
        }
      };

  private final CommitWatch watch = new CommitWatch(clients, "frames");
  private final Consumer<byte[], byte[]> watched = watch.getConsumer(Map.of());

  @Test
  void commit_isKnownOnceItIsMade() {
    assertThat(watch.before(2)).isEqualTo(Commits.NOTHING);

    watched.commitSync(Map.of(FRAMES, new OffsetAndMetadata(7), OTHER, new OffsetAndMetadata(9)));

    assertThat(watch.before(2)).isEqualTo(7);
    assertThat(watch.before(1)).isEqualTo(Commits.NOTHING);
  }

  @Test
  void commitThatNobodyAnswers_endsTheThread() {
    failure = new TimeoutException("no answer");

    assertThatThrownBy(() -> watched.commitSync(Map.of(FRAMES, new OffsetAndMetadata(7))))
        .isExactlyInstanceOf(KafkaException.class)
        .hasMessage("whether offsets were committed is not known");
    assertThat(watch.before(2)).isEqualTo(Commits.NOTHING);
  }

  @Test
  void otherFailures_areAsTheyWere() {
    failure = new IllegalStateException("closed");

    assertThatThrownBy(() -> watched.commitSync(Map.of(FRAMES, new OffsetAndMetadata(7))))
        .isSameAs(failure);
  }
}

package dev.argand.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SourcePartitionTest {
  @ParameterizedTest
  @ValueSource(strings = {"north", "east", "factory/3", "wald-süd", ""})
  void of_anySource_isTheDefaultPartitioners(String source) {
    byte[] key = source.getBytes(StandardCharsets.UTF_8);

    assertThat(SourcePartition.of(source, 4)).isEqualTo(BuiltInPartitioner.partitionForKey(key, 4));
  }

  @org.junit.jupiter.api.Test
  void of_noPartition_isRefused() {
    assertThatThrownBy(() -> SourcePartition.of("north", 0))
        .hasMessageContaining("at least 1, were 0");
  }
}

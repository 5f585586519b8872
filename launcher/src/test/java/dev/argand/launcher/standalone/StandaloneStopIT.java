package dev.argand.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.argand.launcher.broker.EmbeddedBroker;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneStopIT {
  @TempDir Path folder;

  /** Without care Kafka takes the interrupt for a broken disk and halts this very process. */
  @Test
  void start_interrupted_closesWhatItStarted() throws Exception {
    Home home = new Home(folder);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Standalone.start(home, 0, 0, Map.of()))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      // The caller is still told to stop.
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(home.running()).isEmpty();
    EmbeddedBroker.start(home.broker(), 0).close();
  }
}

package dev.argand.launcher.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.argand.launcher.broker.EmbeddedBroker;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class StandaloneStopIT {
  @TempDir Path folder;

  /** Without care Kafka takes the interrupt for a broken disk and halts this very process. */
  @Test
  void start_interrupted_closesWhatItStarted() throws Exception {
    Home home = new Home(folder);
    Logger controller = (Logger) LoggerFactory.getLogger("kafka.server.ControllerApis");
    Level level = controller.getLevel();
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    controller.addAppender(said);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> Standalone.start(home, 0, 0, Map.of()))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      // The caller is still told to stop.
      assertThat(Thread.interrupted()).isTrue();
      controller.detachAppender(said);
    }
    // A controller that stops before it has registered itself refuses its own request.
    assertThat(said.list).isEmpty();
    assertThat(controller.getLevel()).isEqualTo(level);
    assertThat(home.running()).isEmpty();
    EmbeddedBroker.start(home.broker(), 0).close();
  }
}

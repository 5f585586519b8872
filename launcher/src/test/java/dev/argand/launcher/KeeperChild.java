package dev.argand.launcher;

import dev.argand.runtime.Health;
import dev.argand.search.clip.ClipKeeper;
import dev.argand.search.clip.ClipStore;
import dev.argand.search.clip.KeepRule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** The keeper of clips that {@link HeardClipsIT} kills. Ends when its standard input does. */
final class KeeperChild {
  private KeeperChild() {}

  public static void main(String[] arguments) throws IOException {
    ClipKeeper.start(
        arguments[0],
        "",
        new ClipStore(Path.of(arguments[1])),
        KeepRule.USUAL,
        new SimpleMeterRegistry(),
        new Health(),
        Clock.systemUTC());
    while (System.in.read() >= 0) {
      // The parent says nothing; it only goes away.
    }
    Runtime.getRuntime().halt(0);
  }
}

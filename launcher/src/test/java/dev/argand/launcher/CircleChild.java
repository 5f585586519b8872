package dev.argand.launcher;

import dev.argand.runtime.Health;
import dev.argand.search.service.SearchService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * The process that {@link CircleIT} kills: a search service. Ends when its standard input does.
 * Arguments: Kafka's address, the home.
 */
final class CircleChild {
  private CircleChild() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[1]);
    SearchService.start(
        CircleBench.config(home, arguments[0], Files.readString(home.resolve("policy.properties"))),
        new SimpleMeterRegistry(),
        new Health(),
        Clock.systemUTC());
    while (System.in.read() >= 0) {
      // The parent says nothing; it only goes away.
    }
    Runtime.getRuntime().halt(0);
  }
}

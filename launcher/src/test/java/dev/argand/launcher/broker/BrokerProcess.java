package dev.argand.launcher.broker;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A broker in a process of its own, so that a test can kill it. */
final class BrokerProcess {
  private BrokerProcess() {}

  /** Starts on a folder, prints the address, and runs until standard input ends. */
  public static void main(String[] arguments) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]), 0)) {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      out.println(broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // The parent holds the other end open for as long as the broker is wanted.
      }
    }
  }
}

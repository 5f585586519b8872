package dev.argand.launcher.bench;

import dev.argand.inference.BundleModelLoader;
import dev.argand.inference.InferenceConfig;
import dev.argand.inference.InferenceService;
import dev.argand.inference.ModelLoader;
import dev.argand.inference.StreamsClients;
import dev.argand.network.bundle.BundleStore;
import dev.argand.runtime.Health;
import dev.argand.runtime.Settings;
import dev.argand.testkit.MemoryGrowth;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The process whose memory {@link SwapIT} watches: one instance of recognition with real models.
 * Arguments: how many KiB outside the heap each model that is loaded leaves behind, then settings
 * {@code name=value}. Prints {@code ready}, then the KiB that the process holds for each line that
 * it is given, and ends when its standard input does.
 */
final class SwapChild {
  private static final int KIB = 1024;
  private static final int PAGE = 4 * KIB;

  private SwapChild() {}

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    int leakKib = Integer.parseInt(arguments[0]);
    Map<String, String> given = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      String[] nameAndValue = arguments[i].split("=", 2);
      given.put(nameAndValue[0], nameAndValue[1]);
    }
    InferenceConfig config = InferenceConfig.of(Settings.of(given, Map.of()));
    BundleStore store = config.bundleStore().open(config.stateDir().resolve("fetched"));
    BundleModelLoader bundles =
        new BundleModelLoader(store, config.models().engine(), config.models().budget());
    List<ByteBuffer> leftBehind = new ArrayList<>();
    ModelLoader loader =
        digest -> {
          leftBehind.add(touched(leakKib * KIB));
          return bundles.load(digest);
        };
    Health health = new Health();
    InferenceService.start(
        config,
        loader,
        new StreamsClients(config.applicationId(), config.instanceId()),
        new SimpleMeterRegistry(),
        health,
        Clock.systemUTC());
    while (!health.isReady()) {
      Thread.sleep(10);
    }
    out.println("ready");
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (in.readLine() != null) {
        out.println(MemoryGrowth.anonymousKib());
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static ByteBuffer touched(int bytes) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i += PAGE) {
      buffer.put(i, (byte) 1);
    }
    return buffer;
  }
}

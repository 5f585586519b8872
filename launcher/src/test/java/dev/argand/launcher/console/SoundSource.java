package dev.argand.launcher.console;

import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.FrameEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A source of synthetic sound: frames of 100 ms at 16 kHz in real time. */
final class SoundSource implements AutoCloseable {
  private static final int RATE_HZ = 16_000;
  private static final int FRAME = 1_600;

  /** Sample at a time in seconds, within [-1, 1]. */
  interface Sound {
    double at(double seconds);
  }

  private final String id;
  private final Sound sound;
  private final Consumer<AudioFrame> publish;
  private final String session = "%013d-00000000".formatted(System.currentTimeMillis());
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sound-source");
            thread.setDaemon(true);
            return thread;
          });
  private long next;

  SoundSource(String id, Sound sound, Consumer<AudioFrame> publish) {
    this.id = id;
    this.sound = sound;
    this.publish = publish;
    clock.scheduleAtFixedRate(() -> send(FRAME, false), 0, 100, TimeUnit.MILLISECONDS);
  }

  /** Sweeps, beeps and hiss, so that a spectrogram has something to show. */
  static double lively(double t) {
    double phase = t % 4;
    double hiss = 0.004 * Math.sin(1e7 * t * t);
    if (phase < 1.2) {
      return hiss + 0.4 * Math.sin(2 * Math.PI * (600 * phase + 1_100 * phase * phase));
    }
    if (phase < 2.6 && t % 0.4 < 0.22) {
      double tone = Math.sin(2 * Math.PI * 1_240 * t) + 0.5 * Math.sin(2 * Math.PI * 3_720 * t);
      return hiss + 0.25 * tone * Math.exp(-6 * (t % 0.4));
    }
    return hiss + (phase > 3 ? 0.1 * Math.sin(2 * Math.PI * 5_200 * t + 4 * Math.sin(40 * t)) : 0);
  }

  /** Stops as a cable that is pulled does. */
  void breakOff() throws InterruptedException {
    clock.shutdown();
    if (!clock.awaitTermination(5, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the source still plays");
    }
  }

  /** Ends the session in order. */
  void end() throws InterruptedException {
    breakOff();
    send(0, true);
  }

  @Override
  public void close() throws InterruptedException {
    breakOff();
  }

  private void send(int samples, boolean isLast) {
    ByteBuffer pcm = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      double sample = sound.at((next + i) / (double) RATE_HZ);
      pcm.putShort((short) Math.max(-32_768, Math.min(32_767, Math.round(32_768 * sample))));
    }
    publish.accept(
        new AudioFrame(
            id, session, next, RATE_HZ, 1, FrameEncoding.S16LE, Town.micros(), pcm.flip(), isLast));
    next += samples;
  }
}

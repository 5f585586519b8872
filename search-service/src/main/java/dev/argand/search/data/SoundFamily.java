package dev.argand.search.data;

import dev.argand.signal.CounterRandom;

/**
 * One device in one room: what the events of a group share, so that a group kept for testing sounds
 * unlike every group that was trained on. An event varies around these figures.
 *
 * @param pitch where in its kind's range of pitch this family lies, in [0, 1]
 * @param tempo where in its kind's range of speed, in [0, 1]
 * @param brightness 0 dull to 1 bright
 * @param roughness 0 clean to 1 rough or breathy
 * @param levelDb peak level of its events in dB below full scale, in [-16, -4]
 * @param room the reflections of its room
 */
record SoundFamily(
    double pitch,
    double tempo,
    double brightness,
    double roughness,
    double levelDb,
    SmallRoom room) {

  static SoundFamily draw(CounterRandom random) {
    return new SoundFamily(
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(),
        random.nextDouble(-16, -4),
        SmallRoom.draw(random.at("room")));
  }

  /** A pitch in Hz, between low and high on a logarithmic scale; events vary by up to a tenth. */
  double pitchHz(double lowHz, double highHz, CounterRandom random) {
    return logarithmic(lowHz, highHz, around(pitch, random));
  }

  /** A rate or a length between low and high on a logarithmic scale; events vary by a tenth. */
  double pace(double slow, double fast, CounterRandom random) {
    return logarithmic(slow, fast, around(tempo, random));
  }

  private static double around(double centre, CounterRandom random) {
    return Math.min(1, Math.max(0, centre + random.nextDouble(-0.1, 0.1)));
  }

  private static double logarithmic(double low, double high, double position) {
    return low * StrictMath.pow(high / low, position);
  }
}

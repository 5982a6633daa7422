namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of pseudo-random numbers with a state of its own.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        /// <summary>A generator with a given seed.</summary>
        /// <param name="seed">The seed; 0 by default.</param>
        /// <param name="device">Where the numbers are made; the processor by default.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            InitializeDeviceType(this.device.type);
            Guard.Check(NativeMethods.wt_generator_new((long)seed, (int)this.device.type, this.device.index, out _handle));
        }

        private Generator(nint handle) => (_handle, device) = (handle, CPU);

        /// <summary>Releases the generator.</summary>
        ~Generator() => Dispose(false);

        /// <summary>The native generator.</summary>
        /// <exception cref="ObjectDisposedException">The generator has been disposed of.</exception>
        public IntPtr Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        /// <summary>Where the numbers are made.</summary>
        public Device device { get; private set; }

        /// <summary>The processor's default generator, which operators use that are given none.</summary>
        public static Generator Default
        {
            get
            {
                Guard.Check(NativeMethods.wt_generator_default(out var made));
                return new Generator(made);
            }
        }

        /// <summary>The state, to be restored by <see cref="set_state"/>.</summary>
        public Tensor get_state()
        {
            Guard.Check(NativeMethods.wt_generator_state_get(Handle, out var state));
            return new Tensor(state);
        }

        /// <summary>Restores a state.</summary>
        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Guard.Check(NativeMethods.wt_generator_state_set(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        /// <summary>Starts the stream of a seed.</summary>
        public Generator manual_seed(long seed)
        {
            Guard.Check(NativeMethods.wt_generator_seed_set(Handle, seed));
            return this;
        }

        /// <summary>Starts the stream of a seed that nobody chose, and returns it.</summary>
        public long seed()
        {
            var chosen = BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
            manual_seed(chosen);
            return chosen;
        }

        /// <summary>The seed of the present stream.</summary>
        public long initial_seed()
        {
            Guard.Check(NativeMethods.wt_generator_seed_get(Handle, out var seed));
            return seed;
        }

        /// <summary>Releases the generator.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Releases the generator.</summary>
        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref _handle, 0);
            if (released != 0)
                NativeMethods.wt_generator_delete(released);
        }
    }

    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed)
    {
        Guard.Check(NativeMethods.wt_manual_seed(seed));
        return Generator.Default;
    }

    /// <summary>Seeds the default generator with a seed that nobody chose, and returns it.</summary>
    public static long seed()
    {
        using var generator = Generator.Default;
        var chosen = generator.seed();
        Guard.Check(NativeMethods.wt_manual_seed(chosen));
        return chosen;
    }

    /// <summary>The default generator's seed.</summary>
    public static long initial_seed()
    {
        using var generator = Generator.Default;
        return generator.initial_seed();
    }

    /// <summary>The default generator's state.</summary>
    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    /// <summary>Restores the default generator's state.</summary>
    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }

    /// <summary>The default generator.</summary>
    public static class random
    {
        /// <summary>Seeds the default generator with a seed that nobody chose, and returns it.</summary>
        public static long seed() => torch.seed();
        /// <summary>The default generator's seed.</summary>
        public static long initial_seed() => torch.initial_seed();
        /// <summary>Seeds the default generators of all devices.</summary>
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        /// <summary>The default generator's state.</summary>
        public static Tensor get_rng_state() => torch.get_rng_state();
        /// <summary>Restores the default generator's state.</summary>
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}

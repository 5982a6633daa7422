namespace TorchSharp;

public static partial class torch
{
    /// <content>Random numbers.</content>
    public partial class Tensor
    {
        /// <summary>Truth values, true with the probability that each element is.</summary>
        public Tensor bernoulli(Generator? generator = null) => Op.bernoulli.One(this, generator);

        /// <summary>Indices drawn with the weights that each row holds.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Op.multinomial.One(this, num_samples, replacement, generator);

        /// <summary>Poisson numbers with the rates that the elements are.</summary>
        public Tensor poisson(Generator? generator = null) => Op.poisson.One(this, generator);

        /// <summary>Truth values, true with the probability that each element is, in place.</summary>
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            Op.bernoulli__float.Run(this, p, generator);
            return this;
        }

        /// <summary>Truth values, true with the probability that each element is, in place.</summary>
        public Tensor bernoulli_(Tensor p, Generator? generator = null)
        {
            Op.bernoulli__Tensor.Run(this, p, generator);
            return this;
        }

        /// <summary>Binomial numbers.</summary>
        public Tensor binomial(Tensor prob, Generator? generator = null) => Op.binomial.One(this, prob, generator);

        /// <summary>Cauchy numbers, in place.</summary>
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null)
        {
            Op.cauchy_.Run(this, median, sigma, generator);
            return this;
        }

        /// <summary>Exponential numbers with a rate, in place.</summary>
        public Tensor exponential_(double lambda = 1, Generator? generator = null)
        {
            Op.exponential_.Run(this, lambda, generator);
            return this;
        }

        /// <summary>Geometric numbers, in place.</summary>
        public Tensor geometric_(double p, Generator? generator = null)
        {
            Op.geometric_.Run(this, p, generator);
            return this;
        }

        /// <summary>Normal numbers, in place.</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            Op.normal_.Run(this, mean, std, generator);
            return this;
        }

        /// <summary>Log-normal numbers, in place.</summary>
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            Op.log_normal_.Run(this, mean, std, generator);
            return this;
        }

        /// <summary>Uniform numbers in [from, to), in place.</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            Op.uniform_.Run(this, from, to, generator);
            return this;
        }
    }
}

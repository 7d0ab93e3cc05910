"""Fine-tuning with transformers: a pretrained encoder goes on learning, as a whole or in its upper layers. torch is loaded when used."""

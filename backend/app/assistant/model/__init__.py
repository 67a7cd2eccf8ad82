"""The assistant that asks an AI model, through the OpenAI Agents SDK."""
